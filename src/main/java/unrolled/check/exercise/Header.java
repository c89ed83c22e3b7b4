package unrolled.check.exercise;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How a method begins that a cell declares, up to its brace.
 *
 * @param name the method's name
 * @param begin where it begins in the cell
 * @param end where its brace stands
 * @param plain its text without comments
 */
record Header(String name, int begin, int end, String plain) {

  private static final Pattern COMMENT_OR_TEXT =
      Pattern.compile(
          "//[^\n]*+"
              + "|/\\*(?s:.*?)(?:\\*/|\\z)"
              + "|\"\"\"(?s:.*?)(?:\"\"\"|\\z)"
              + "|\"(?:\\\\.|[^\"\\\\\n])*+\"?"
              + "|'(?:\\\\.|[^'\\\\\n])*+'?");

  /** A method that stands in a class is further to the right. */
  private static final Pattern HEADER =
      Pattern.compile(
          "^(?:(?:public|protected|private|static|final|synchronized)\\s+)*+"
              + "(?:<[^(){};]*>\\s*)?"
              + "(?!(?:new|else|return|throw|case)\\b)"
              + "\\w+(?:\\s*\\.\\s*\\w+)*(?:\\s*<[^(){};]*>)?(?:\\s*\\[\\s*\\])*\\s+"
              + "(?<name>\\w+)\\s*\\([^(){};]*\\)\\s*(?:throws\\s[^(){};]+)?(?=\\{)",
          Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS);

  /** The headers of all methods that a cell declares, whether or not it compiles. */
  static List<Header> in(String code) {
    return HEADER
        .matcher(withoutComments(code))
        .results()
        .map(found -> new Header(found.group(1), found.start(), found.end(), found.group()))
        .toList();
  }

  /** The code with spaces in place of comments, texts and characters. */
  static String withoutComments(String code) {
    return COMMENT_OR_TEXT
        .matcher(code)
        .replaceAll(found -> found.group().replaceAll("[^\n]", " "));
  }
}
