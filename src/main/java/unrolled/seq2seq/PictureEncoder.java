package unrolled.seq2seq;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.layer.Activation;
import unrolled.layer.Conv2d;
import unrolled.layer.Linear;
import unrolled.layer.MaxPool2d;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;

/**
 * An encoder of pictures: convolutions, each followed by ReLU and a maximum over 2×2 pixels. What
 * the last of them answers at each of its places is what attention can look at; all places side by
 * side, through one more layer, make the vector in which the encoder ends.
 *
 * <pre>
 *   x^1 … x^L     x^l = max over 2×2 of ReLU(conv^l(x^{l−1}))       x^0 the picture, H×W×C
 *   places        x^L, (H/2^L)·(W/2^L) of them
 *   end = code    tanh([p_1 … p_T]·W + b)
 * </pre>
 *
 * <p>A picture comes as a sequence of its pixels, row by row, C numbers each; a batch of them as
 * such a {@link Sequence}.
 *
 * <p>Sources: O. Vinyals, A. Toshev, S. Bengio and D. Erhan, "Show and tell: a neural image caption
 * generator", 2015; K. Xu and others, "Show, attend and tell", 2015.
 */
public final class PictureEncoder extends Encoder {
  private static final int KERNEL = 3;

  /** The layer that makes one vector of all places. */
  public final Linear out;

  private final List<Conv2d> convolutions = new ArrayList<>();
  private final List<MaxPool2d> pools = new ArrayList<>();
  private final int height;
  private final int width;
  private final int channels;
  private final int code;

  /**
   * Creates an encoder of pictures of height×width pixels with this many channels.
   *
   * @param code how many numbers the vector has
   * @param filters how many filters each layer has, the first layer first
   * @throws IllegalArgumentException if there is no layer, or more than the picture can be halved
   */
  public PictureEncoder(int height, int width, int channels, int code, int... filters) {
    if (filters.length == 0) {
      throw new IllegalArgumentException("a picture encoder needs a layer: give it some filters");
    }
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.code = code;
    int h = height;
    int w = width;
    int in = channels;
    for (int n : filters) {
      convolutions.add(part(new Conv2d(h, w, in, KERNEL, 1, KERNEL / 2, n)));
      pools.add(new MaxPool2d(h, w, 2));
      h /= 2;
      w /= 2;
      in = n;
    }
    out = part(new Linear(h * w * in, code));
  }

  /** How many rows of places there are. */
  public int placeRows() {
    return last().outHeight();
  }

  /** How many places a row has. */
  public int placeColumns() {
    return last().outWidth();
  }

  private MaxPool2d last() {
    return pools.get(pools.size() - 1);
  }

  @Override
  public int placeWidth() {
    return convolutions.get(convolutions.size() - 1).b.value.getNumCols();
  }

  @Override
  public int codeWidth() {
    return code;
  }

  @Override
  public List<Integer> endWidths() {
    return List.of(code);
  }

  @Override
  public Reading forward(Sequence pictures) {
    pictures.requireWidth(channels, "the encoder");
    if (pictures.steps() != height * width) {
      throw new IllegalArgumentException(
          "pictures of "
              + pictures.steps()
              + " pixels, but the encoder reads "
              + height
              + "×"
              + width
              + " = "
              + height * width);
    }
    return new Looked(pictures);
  }

  /** One look at a batch of pictures. */
  private final class Looked implements Reading {
    private final int batch;
    private final List<DMatrixRMaj> x = new ArrayList<>(); // x^0 … x^L, all of one picture together
    private final List<DMatrixRMaj> y = new ArrayList<>(); // y^l = ReLU(conv^l(x^{l−1}))
    private final DMatrixRMaj flat; // x^L, a row for each picture
    private final DMatrixRMaj vector = new DMatrixRMaj(0, 0); // B×code

    Looked(Sequence pictures) {
      batch = pictures.batch();
      x.add(reordered(pictures.rows(), batch));
      for (int l = 0; l < convolutions.size(); l++) {
        DMatrixRMaj seen = new DMatrixRMaj(0, 0);
        DMatrixRMaj pooled = new DMatrixRMaj(0, 0);
        convolutions.get(l).forward(x.get(l), seen); // y = conv(x)
        Activation.RELU.apply(seen); // y = ReLU(y)
        pools.get(l).forward(seen, pooled); // x = max of y over 2×2
        y.add(seen);
        x.add(pooled);
      }
      flat = x.get(x.size() - 1).copy();
      flat.reshape(batch, flat.getNumElements() / batch);
      out.forward(flat, vector); // vector = [p_1 … p_T]·W + b
      Activation.TANH.apply(vector); // vector = tanh(vector)
    }

    @Override
    public Sequence places() {
      int count = placeRows() * placeColumns();
      return Sequence.timeMajor(reordered(x.get(x.size() - 1), count), batch);
    }

    @Override
    public State end() {
      return new State(List.of(vector));
    }

    @Override
    public DMatrixRMaj code() {
      return vector;
    }

    @Override
    public void backward(DMatrixRMaj dPlaces, DMatrixRMaj dCode, State dEnd) {
      DMatrixRMaj dVector = dEnd.parts().get(0).copy();
      if (dCode != null) {
        CommonOps_DDRM.addEquals(dVector, dCode);
      }
      Activation.TANH.backward(vector, dVector);
      DMatrixRMaj dX = flat.createLike();
      out.backward(flat, dVector, dX);
      dX.reshape(x.get(x.size() - 1).getNumRows(), placeWidth());
      if (dPlaces != null) {
        CommonOps_DDRM.addEquals(dX, reordered(dPlaces, batch));
      }
      for (int l = convolutions.size() - 1; l >= 0; l--) {
        DMatrixRMaj dY = y.get(l).createLike();
        pools.get(l).backward(y.get(l), x.get(l + 1), dX, dY);
        Activation.RELU.backward(y.get(l), dY);
        dX = l == 0 ? null : x.get(l).createLike(); // nobody asks for the pixels' gradient
        convolutions.get(l).backward(x.get(l), dY, dX);
      }
    }

    @Override
    public void release() {}
  }

  /** Row i·inner + j becomes row j·outer + i: from time-major to picture by picture, and back. */
  private static DMatrixRMaj reordered(DMatrixRMaj from, int inner) {
    int n = from.getNumCols();
    int outer = from.getNumRows() / inner;
    DMatrixRMaj to = from.createLike();
    for (int i = 0; i < outer; i++) {
      for (int j = 0; j < inner; j++) {
        System.arraycopy(from.data, (i * inner + j) * n, to.data, (j * outer + i) * n, n);
      }
    }
    return to;
  }
}
