package unrolled.show;

import java.util.List;
import java.util.Locale;

/** Text and tables as HTML that any page shows, light or dark: it sets no colour of its own. */
final class Html {

  private Html() {}

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /**
   * A table.
   *
   * @param caption its caption; may be empty
   * @param head the columns' names
   * @param rows the cells, row by row
   * @param right for each column, whether it is set flush right, as numbers are
   */
  static String table(String caption, List<String> head, List<List<String>> rows, boolean[] right) {
    StringBuilder html = new StringBuilder("<table>\n");
    if (!caption.isBlank()) {
      html.append(
              "<caption"
                  + " style=\"caption-side:top;text-align:left;white-space:nowrap;font-weight:bold\">")
          .append(escaped(caption))
          .append("</caption>\n");
    }
    html.append("<thead>");
    row(html, "th", head, right);
    html.append("</thead>\n<tbody>\n");
    for (List<String> row : rows) {
      row(html, "td", row, right);
      html.append("\n");
    }
    return html.append("</tbody>\n</table>").toString();
  }

  private static void row(StringBuilder html, String tag, List<String> cells, boolean[] right) {
    html.append("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      html.append(
              String.format(
                  Locale.ROOT, "<%s style=\"text-align:%s\">", tag, right[i] ? "right" : "left"))
          .append(escaped(cells.get(i)))
          .append("</")
          .append(tag)
          .append(">");
    }
    html.append("</tr>");
  }
}
