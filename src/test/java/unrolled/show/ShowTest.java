package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import unrolled.cell.Elman;
import unrolled.layer.SquaredError;
import unrolled.layer.Targets;
import unrolled.math.Numbers;
import unrolled.network.RecurrentNetwork;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;
import unrolled.train.History;
import unrolled.train.Training;

class ShowTest {

  private static final Table TABLE =
      Table.create(
          "Remedies & costs",
          StringColumn.create("net", "tanh <1>", "LSTM"),
          IntColumn.create("steps", 10, 2000),
          DoubleColumn.create("lag-40 norm", 1.0 / 3e18, Double.NaN));

  @AfterEach
  void outsideANotebook() {
    Show.notebook(null, null);
  }

  private static String printed(Runnable what) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      what.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  /** What a notebook receives while something is shown. */
  private static List<String> received(Runnable what) {
    List<String> received = new ArrayList<>();
    Show.notebook(
        (content, mime) -> {
          received.add(mime + " " + content);
          return "id";
        },
        (id, content, mime) -> received.add(id + " " + mime + " " + content));
    what.run();
    return received;
  }

  @Test
  void numbersArePrintedToSixDigits() {
    assertEquals("dWhh = 5\n", printed(() -> Show.print("dWhh", 5.0)));
    assertEquals(
        "h = 0.333333, 2.5\n", printed(() -> Show.print("h", new double[] {1 / 3.0, 2.5})));
    assertEquals(
        "W (2×2) =\n   1     0.5\n  -2.5  30\n",
        printed(() -> Show.print("W", new DMatrixRMaj(2, 2, true, 1, 0.5, -2.5, 30))));
    assertEquals(
        "x (1×2) = 1  2\n", printed(() -> Show.print("x", new DMatrixRMaj(1, 2, true, 1, 2))));
  }

  @Test
  void aTrainingsHistoryIsATableOfItsUpdates() {
    // given
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(1, 1), 1);
    network.init(1);
    Batch batch = new Batch(Sequence.of(new double[2]), Targets.values(new DMatrixRMaj(1, 1)));
    History history = Training.of(network, new SquaredError(), update -> batch).run(2);
    // when
    List<String> lines = printed(() -> Show.table(history)).lines().toList();
    // then
    assertEquals("training", lines.get(0));
    assertEquals(List.of("update", "loss", "gradient norm"), cells(lines.get(1)));
    for (int i = 0; i < 2; i++) {
      String loss = Numbers.text(history.losses()[i]);
      String norm = Numbers.text(history.gradientNorms()[i]);
      assertEquals(List.of(i + 1 + "", loss, norm), cells(lines.get(2 + i)));
    }
    assertEquals(4, lines.size());
  }

  private static List<String> cells(String line) {
    return List.of(line.strip().split(" {2,}", -1));
  }

  @Test
  void aTableIsAlignedTextOutsideANotebook() {
    assertEquals(
        """
        Remedies & costs
        net       steps  lag-40 norm
        tanh <1>     10  3.33333e-19
        LSTM       2000            –
        """,
        printed(() -> Show.table(TABLE)));
  }

  @Test
  void aTableIsHtmlInANotebookWithItsTextEscaped() {
    List<String> received = received(() -> Show.table(TABLE));
    assertEquals(1, received.size());
    String html = received.get(0);
    assertTrue(html.startsWith("text/html <table>"), html);
    assertTrue(html.contains("Remedies &amp; costs</caption>"), html);
    assertTrue(html.contains("<td style=\"text-align:left\">tanh &lt;1&gt;</td>"), html);
    assertTrue(html.contains("<td style=\"text-align:right\">3.33333e-19</td>"), html);
  }

  @Test
  void htmlSetsNoColourSoThatItReadsInTheDark() {
    assertFalse(received(() -> Show.table(TABLE)).get(0).contains("color"));
  }

  @Test
  void aFigureReachesTheNotebookAsOneImage() {
    List<String> received = received(() -> Examples.fan().show("Nine lines fan out."));
    assertEquals(1, received.size());
    assertTrue(
        received
            .get(0)
            .matches(
                "text/html <img width=\"700\" height=\"\\d+\" alt=\"Nine lines fan out\\.\""
                    + " data-digest=\"[0-9a-f]{8}\" src=\"data:image/png;base64,[^\"]+\">"),
        received.get(0).substring(0, 150));
  }

  @Test
  void aFigureOutsideANotebookIsItsText() {
    assertEquals(
        "[figure: Forty steps back, tanh has forgotten. Nine lines fan out.]\n",
        printed(() -> Examples.fan().show("Nine lines fan out.")));
  }

  @Test
  void aJarOfAnotherVersionSaysWhichCommandBuildsIt() {
    Show.requireVersion("0.1.0", "0.1.0");
    Show.requireVersion("0.1.0", null); // not from a jar
    String message =
        assertThrows(IllegalStateException.class, () -> Show.requireVersion("0.1.0", "0.0.9"))
            .getMessage();
    assertEquals(
        "this notebook is for unrolled 0.1.0, but unrolled.jar is version 0.0.9: shut"
            + " this kernel down, run ./mvnw process-classes, then run all cells",
        message);
  }
}
