package unrolled.cell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.layer.Activation;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;
import unrolled.sequence.Trace;
import unrolled.sequence.Unroll;

/** Runs of gated cells that were worked out with another program. */
class GatedGoldenTest {
  private static final Sequence X = Sequence.of(1, -1, 2);

  private static void buffer(Trace<?> trace, double tolerance, String name, double... expected) {
    assertArrayEquals(expected, trace.over(name, 0).data, tolerance, name);
  }

  @Test
  void lstmWithOneUnit() {
    Lstm cell = new Lstm(1, 1);
    cell.input().w.value.fill(0.5);
    cell.u.value.fill(0.5);
    cell.input().b.value.set(0, 1, 1);
    Trace<Lstm.S> t = new Unroll<>(cell).forward(X);
    double[] i = {0.622459331201855, 0.398225313556989, 0.732200106083719};
    buffer(t, 1e-14, "i", i);
    buffer(t, 1e-14, "f", 0.817574476193644, 0.642707479687599, 0.881406140463596);
    buffer(t, 1e-14, "o", i);
    buffer(t, 1e-14, "g", 0.462117157260010, -0.390902728214345, 0.764025015671409);
    buffer(t, 1e-14, "c", 0.287649136644968, 0.029206890133961, 0.585162329833140);
    buffer(t, 1e-14, "h", 0.174269718656105, 0.011627616886106, 0.385435546031083);
  }

  @Test
  void peepholeLstmWithOneUnit() {
    PeepholeLstm cell = new PeepholeLstm(1, 1);
    cell.params().forEach(p -> p.value.fill(0.5));
    cell.input().b.value.zero();
    cell.input().b.value.set(0, 1, 1);
    cell.pi.value.fill(0.3);
    cell.pf.value.fill(0.3);
    cell.po.value.fill(0.3);
    Trace<PeepholeLstm.S> t = new Unroll<>(cell).forward(X);
    buffer(t, 1e-11, "i", 0.622459331202, 0.419758956666, 0.733764943085);
    buffer(t, 1e-11, "f", 0.817574476194, 0.662898323498, 0.882239342593);
    buffer(t, 1e-11, "o", 0.642514536350, 0.400885059758, 0.765126235684);
    buffer(t, 1e-11, "c", 0.287649136645, 0.027596673125, 0.584874981046);
    buffer(t, 1e-11, "h", 0.179884567343, 0.011060286347, 0.402609145526);
  }

  @Test
  void gruInBothConventions() {
    Gru a = gru(Gru.cho(1, 1));
    Trace<Gru.S> t = new Unroll<>(a).forward(X);
    buffer(t, 1e-14, "z", 0.731058578630005, 0.289546438298626, 0.854836080376710);
    buffer(t, 1e-14, "r", 0.622459331201855, 0.426737223984381, 0.633228499334246);
    buffer(t, 1e-14, "g", 0.761594155955765, -0.722374908485801, 0.936962432514473);
    buffer(t, 1e-14, "h", 0.204824214809825, -0.453907704741944, -0.252003543930818);
    Trace<Gru.S> b = new Unroll<>(gru(Gru.chung(1, 1))).forward(X);
    buffer(b, 1e-14, "z", 0.731058578630005, 0.327037441631585, 0.889643568217501);
    buffer(b, 1e-14, "g", 0.761594155955765, -0.613001254212953, 0.972317425773470);
    buffer(b, 1e-14, "h", 0.556769941145940, 0.174210962121446, 0.884241244262284);
  }

  private static Gru gru(Gru cell) {
    cell.input().w.value.setTo(new DMatrixRMaj(1, 3, true, 0.5, 1, 1));
    cell.u.value.setTo(new DMatrixRMaj(1, 2, true, 1, 0.5));
    cell.ug.value.fill(1);
    return cell;
  }

  // ---- the LSTM with weights set by hand: add x_1 where x_2 = 1, clear where −1, show where x_3 =
  // 1

  private static final double[][] NINE = {
    {1, 0, 0},
    {3, 1, 0},
    {2, 0, 0},
    {4, 1, 0},
    {2, 0, 0},
    {1, 0, 1},
    {3, -1, 0},
    {6, 1, 0},
    {1, 0, 1}
  };

  private static Trace<Lstm.S> human(Activation gate, Activation g, double[]... x) {
    Lstm cell = new Lstm(3, 1, gate, g, g);
    DMatrixRMaj w = cell.input().w.value;
    w.set(1, 0, 100);
    w.set(1, 1, 100);
    w.set(0, 2, 1);
    w.set(2, 3, 100);
    cell.input().b.value.setTo(new DMatrixRMaj(1, 4, true, -10, 10, 0, -10));
    return new Unroll<>(cell).forward(Sequence.timeMajor(new DMatrixRMaj(x), 1));
  }

  @Test
  void humanLstmWithStepGatesIsExact() {
    Trace<Lstm.S> t = human(Activation.STEP, Activation.IDENTITY, NINE);
    buffer(t, 0, "c", 0, 3, 3, 7, 7, 7, 0, 6, 6);
    buffer(t, 0, "h", 0, 0, 0, 0, 0, 7, 0, 0, 6);
  }

  @Test
  void humanLstmWithSigmoids() {
    Trace<Lstm.S> t =
        human(
            Activation.SIGMOID,
            Activation.IDENTITY,
            new double[][] {{3, 1, 0}, {4, 1, 0}, {2, 0, 0}, {1, 0, 1}, {3, -1, 0}});
    buffer(t, 1e-12, "c", 3, 7, 6.99977301065649, 6.99950063374911, 5.73539966052e-39);
    assertEquals(5.73539966052e-39, t.at(5).c.get(0, 0), 1e-50);
    assertEquals(2.60374920744e-43, t.at(5).h.get(0, 0), 1e-54);
    buffer(
        t,
        1e-12,
        "h",
        1.36193606107303e-4,
        3.17785080917041e-4,
        3.17774776084627e-4,
        6.99950063374911,
        0);
    Trace<Lstm.S> nine = human(Activation.SIGMOID, Activation.IDENTITY, NINE);
    assertEquals(6.99950063168833, nine.at(6).h.get(0, 0), 1e-12);
    assertEquals(5.99977301065649, nine.at(9).h.get(0, 0), 1e-12);
    Trace<Lstm.S> tanh =
        human(
            Activation.STEP,
            Activation.TANH,
            new double[][] {{3, 1, 0}, {4, 1, 0}, {2, 0, 0}, {1, 0, 1}});
    assertEquals(0.963628653251046, tanh.at(4).h.get(0, 0), 1e-12);
  }

  @Test
  void withoutAForgetGateNothingIsCleared() {
    Lstm1997 cell = new Lstm1997(3, 1, Activation.IDENTITY, Activation.IDENTITY);
    DMatrixRMaj w = cell.input().w.value;
    w.set(1, 0, 100);
    w.set(0, 1, 1);
    w.set(2, 2, 100);
    cell.input().b.value.setTo(new DMatrixRMaj(1, 3, true, -10, 0, -10));
    Trace<Lstm1997.S> t = new Unroll<>(cell).forward(Sequence.timeMajor(new DMatrixRMaj(NINE), 1));
    buffer(t, 1e-3, "c", 0, 3, 3, 7, 7, 7, 7, 13, 13);
    assertEquals(13, t.at(9).h.get(0, 0), 1e-3);
  }

  // ---- what the cells have to do with one another ---------------------------------------------

  @Test
  void peepholesOfZeroAreNone() {
    Lstm plain = new Lstm(3, 4);
    PeepholeLstm peephole = new PeepholeLstm(3, 4);
    plain.init(1);
    peephole.input().w.value.setTo(plain.input().w.value);
    peephole.input().b.value.setTo(plain.input().b.value);
    peephole.u.value.setTo(plain.u.value);
    Sequence x = Sequence.timeMajor(new DMatrixRMaj(NINE), 1);
    assertArrayEquals(
        new Unroll<>(plain).forward(x).output().data,
        new Unroll<>(peephole).forward(x).output().data);
    assertEquals(plain.parameterCount() + 12, peephole.parameterCount());
  }

  @Test
  void conventionAWithItsUpdateGateNegatedIsConventionB() {
    Gru a = Gru.cho(3, 4);
    a.init(2);
    Gru b = Gru.chung(3, 4);
    for (int k = 0; k < a.params().size(); k++) {
      b.params().get(k).value.setTo(a.params().get(k).value);
    }
    for (DMatrixRMaj m : new DMatrixRMaj[] {b.input().w.value, b.input().b.value, b.u.value}) {
      for (int i = 0; i < m.getNumRows(); i++) {
        for (int j = 4; j < 8; j++) {
          m.set(i, j, -m.get(i, j));
        }
      }
    }
    Sequence x = Sequence.timeMajor(new DMatrixRMaj(NINE), 1);
    assertArrayEquals(
        new Unroll<>(a).forward(x).output().data, new Unroll<>(b).forward(x).output().data, 1e-14);
  }

  @Test
  void resetOfZeroLeavesTheStateItsOtherWay() {
    Gru cell = Gru.cho(1, 1);
    cell.input().b.value.set(0, 0, -800); // r = 0, z = ½
    Trace<Gru.S> t =
        new Unroll<>(cell).forward(Sequence.of(0), State.of(new DMatrixRMaj(1, 1, true, 1)));
    buffer(t, 1e-15, "h", 0.5);
  }

  @Test
  void aForgetGateIsOpenAtTheStart() {
    // given
    Lstm lstm = new Lstm(3, 4);
    PeepholeLstm peephole = new PeepholeLstm(3, 4);
    LayerNormLstm layerNorm = new LayerNormLstm(3, 4);
    for (double bias : new double[] {1, 3}) { // 1 without a word
      // when
      lstm.init(5);
      peephole.init(5);
      layerNorm.init(5);
      // then
      for (int j = 4; j < 8; j++) {
        assertEquals(bias, lstm.input().b.value.get(0, j));
        assertEquals(bias, peephole.input().b.value.get(0, j));
        assertEquals(bias, layerNorm.beta.value.get(0, j));
      }
      for (int j : new int[] {0, 3, 8, 15}) { // the other gates' are drawn, or 0
        assertTrue(Math.abs(peephole.input().b.value.get(0, j)) <= 0.5);
        assertEquals(0, layerNorm.beta.value.get(0, j));
      }
      lstm.forgetBias(3);
      peephole.forgetBias(3);
      layerNorm.forgetBias(3);
    }
  }

  @Test
  void initSetsTheBiasOfTheUpdateGateTowardKeeping() {
    Gru a = Gru.cho(3, 4).keepBias(2);
    a.init(5);
    GruResetAfter b = GruResetAfter.chung(3, 4).keepBias(2);
    b.init(5);
    for (int j = 4; j < 8; j++) {
      assertEquals(2, a.input().b.value.get(0, j));
      assertEquals(-2, b.input().b.value.get(0, j));
    }
  }
}
