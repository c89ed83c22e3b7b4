package unrolled.seq2seq;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.layer.Activation;
import unrolled.layer.Conv2d;
import unrolled.layer.Linear;
import unrolled.layer.MaxPool2d;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;

/**
 * An encoder of pictures: convolutions of 3×3 pixels with ReLU, and between any two of them a
 * maximum over 2×2. What the last one answers at each of its places is what attention can look at;
 * all places side by side, through one more layer, make the vector in which the encoder ends.
 *
 * <pre>
 *   y^l           ReLU(conv^l(x^l))                l = 1 … L,  x^1 the picture, H×W×C
 *   x^{l+1}       maximum of y^l over 2×2
 *   places        y^L, (H/2^{L−1})·(W/2^{L−1}) of them
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
  private final int rows; // of places
  private final int columns;

  /**
   * Creates an encoder of pictures of height×width pixels with this many channels.
   *
   * @param code how many numbers the vector has
   * @param filters how many filters each layer has, the first layer first
   * @throws IllegalArgumentException if there is no layer, or the picture can't be halved so often
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
      if (!convolutions.isEmpty()) {
        pools.add(new MaxPool2d(h, w, 2));
        h /= 2;
        w /= 2;
      }
      convolutions.add(part(new Conv2d(h, w, in, KERNEL, 1, KERNEL / 2, n)));
      in = n;
    }
    rows = h;
    columns = w;
    out = part(new Linear(h * w * in, code));
  }

  /** How many rows of places there are. */
  public int placeRows() {
    return rows;
  }

  /** How many places a row has. */
  public int placeColumns() {
    return columns;
  }

  /**
   * Draws the filters as K. He and others, 2015, do for layers with ReLU, so that a signal keeps
   * its size from layer to layer; biases begin at 0.
   */
  @Override
  public void init(Rng rng) {
    super.init(rng);
    for (Conv2d convolution : convolutions) {
      Init.he(convolution.w.value, rng);
      convolution.b.value.zero();
    }
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
    for (int b = 0; b < pictures.batch(); b++) {
      if (pictures.length(b) < pictures.steps()) {
        throw new IllegalArgumentException(
            "a picture of "
                + pictures.length(b)
                + " pixels beside longer ones: pictures of one batch are all of one size");
      }
    }
    return new Looked(pictures);
  }

  /** One look at a batch of pictures. */
  private final class Looked implements Reading {
    private final int batch;
    private final List<DMatrixRMaj> x = new ArrayList<>(); // x^1 … x^L, picture by picture
    private final List<DMatrixRMaj> y = new ArrayList<>(); // y^1 … y^L
    private final DMatrixRMaj flat; // y^L, a row for each picture
    private final DMatrixRMaj vector = new DMatrixRMaj(0, 0); // B×code

    Looked(Sequence pictures) {
      batch = pictures.batch();
      DMatrixRMaj from = reordered(pictures.rows(), batch);
      for (int l = 0; l < convolutions.size(); l++) {
        x.add(from);
        y.add(new DMatrixRMaj(0, 0));
        convolutions.get(l).forward(from, y.get(l)); // y = conv(x)
        Activation.RELU.apply(y.get(l)); // y = ReLU(y)
        if (l < pools.size()) {
          from = new DMatrixRMaj(0, 0);
          pools.get(l).forward(y.get(l), from); // the next x = max of y over 2×2
        }
      }
      flat = seen().copy();
      flat.reshape(batch, rows * columns * placeWidth());
      out.forward(flat, vector); // vector = [p_1 … p_T]·W + b
      Activation.TANH.apply(vector); // vector = tanh(vector)
    }

    /** What the last convolution answered. */
    private DMatrixRMaj seen() {
      return y.get(y.size() - 1);
    }

    @Override
    public Sequence places() {
      return Sequence.timeMajor(reordered(seen(), rows * columns), batch);
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
      DMatrixRMaj dY = flat.createLike();
      out.backward(flat, dVector, dY);
      dY.reshape(seen().getNumRows(), placeWidth());
      if (dPlaces != null) {
        CommonOps_DDRM.addEquals(dY, reordered(dPlaces, batch));
      }
      for (int l = convolutions.size() - 1; l >= 0; l--) {
        Activation.RELU.backward(y.get(l), dY);
        DMatrixRMaj dX = l == 0 ? null : x.get(l).createLike(); // none asks for the pixels' own
        convolutions.get(l).backward(x.get(l), dY, dX);
        if (l > 0) {
          dY = y.get(l - 1).createLike();
          pools.get(l - 1).backward(y.get(l - 1), x.get(l), dX, dY);
        }
      }
    }

    @Override
    public void release() {} // its matrices are its own
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
