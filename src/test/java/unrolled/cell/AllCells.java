package unrolled.cell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Named;
import unrolled.layer.Activation;

/** Every cell that the library has, for the laws that all of them obey. */
public final class AllCells {
  private AllCells() {}

  /** Fresh cells by name, each reading {@code in} numbers, with n units (Jordan's: n − 1 out). */
  public static Map<String, Cell<?>> of(int in, int n) {
    Map<String, Cell<?>> cells = new LinkedHashMap<>();
    for (Activation f : Activation.values()) {
      if (f != Activation.STEP) { // its gradient is an estimate: StraightThroughTest
        cells.put("Elman " + f, new Elman(in, n, f));
        cells.put("Lstm gates " + f, new Lstm(in, n, f, Activation.TANH, Activation.TANH));
        cells.put("Lstm g, h " + f, new Lstm(in, n, Activation.SIGMOID, f, f));
      }
    }
    cells.put("Jordan softmax", new Jordan(in, n, n + 1));
    cells.put("Jordan linear", new Jordan(in, n, n + 1, Activation.TANH, Jordan.Feedback.LINEAR));
    cells.put("Lstm1997", new Lstm1997(in, n));
    cells.put("Lstm1997 tanh", new Lstm1997(in, n, Activation.TANH, Activation.TANH));
    cells.put("CoupledLstm", new CoupledLstm(in, n));
    cells.put("PeepholeLstm", new PeepholeLstm(in, n));
    cells.put("LayerNormLstm", new LayerNormLstm(in, n));
    cells.put("Gru cho", Gru.cho(in, n));
    cells.put("Gru chung", Gru.chung(in, n));
    cells.put("Gru hard", Gru.cho(in, n, Activation.HARD_SIGMOID, Activation.RELU));
    cells.put("GruResetAfter cho", GruResetAfter.cho(in, n));
    cells.put("GruResetAfter chung", GruResetAfter.chung(in, n));
    cells.put(
        "GruResetAfter hard",
        GruResetAfter.chung(in, n, Activation.HARD_SIGMOID, Activation.SIGMOID));
    cells.put("MinGru", new MinGru(in, n));
    cells.put("MinGru signed", MinGru.signed(in, n));
    cells.put("MinLstm", new MinLstm(in, n));
    cells.put("Lru", new Lru(in, n));
    cells.put("SLstm", new SLstm(in, n));
    cells.put("MLstm", new MLstm(in, n));
    cells.put("DeltaNet", new DeltaNet(in, n));
    cells.put("DeltaNet signed", DeltaNet.signed(in, n));
    return cells;
  }

  /** The same for a parameterised test. */
  public static List<Named<Cell<?>>> named(int in, int n) {
    List<Named<Cell<?>>> named = new ArrayList<>();
    of(in, n).forEach((name, cell) -> named.add(Named.of(name, cell)));
    return named;
  }
}
