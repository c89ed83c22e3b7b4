package unrolled.check.exercise;

/**
 * A line of a cell.
 *
 * @param line counted from 1, as JupyterLab counts the lines of a cell
 * @param code what stands there
 */
record Place(int line, String code) {

  private static final int LENGTH = 70;

  /** The line that a position of a text falls into. */
  static Place at(int position, String code) {
    String before = code.substring(0, position);
    int begin = before.lastIndexOf('\n') + 1;
    int end = code.indexOf('\n', begin);
    String line = code.substring(begin, end < 0 ? code.length() : end);
    String plain = line.replaceAll("\\s//.*", "").strip();
    return new Place(
        (int) before.chars().filter(c -> c == '\n').count() + 1,
        plain.length() <= LENGTH ? plain : plain.substring(0, LENGTH - 1) + "…");
  }

  /** The place of this line where so many other lines stand above. */
  Place below(int lines) {
    return new Place(line + lines, code);
  }

  @Override
  public String toString() {
    return "line " + line + " (“" + code + "”)";
  }
}
