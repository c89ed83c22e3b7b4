package unrolled.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import unrolled.data.Scene.Colour;
import unrolled.data.Scene.Relation;
import unrolled.data.Scene.Shape;
import unrolled.data.Scene.Size;
import unrolled.data.Scene.Thing;
import unrolled.math.Rng;
import unrolled.sequence.Pairs;
import unrolled.sequence.Sequence;

/**
 * Small pictures of coloured shapes: 12×12 pixels, each with its red, green and blue, on black,
 * with a little noise. Where a thing stands is drawn anew for each picture.
 *
 * <p>Some scenes are held out, so that nobody can have learnt them by heart. There are three parts:
 *
 * <ul>
 *   <li>{@link Part#LEARNT}: to learn from.
 *   <li>{@link Part#NEW_SCENE}: a fifth of all scenes with two things, always the same ones. Each
 *       of the two things is known, but not beside this other one.
 *   <li>{@link Part#NEW_PAIR}: one thing is a red cross, a blue square or a yellow triangle, which
 *       no other part ever shows. Red things are known, and so are crosses, and all the words in
 *       both languages.
 * </ul>
 */
public final class Pictures {
  /** How many pixels a picture is high and wide. */
  public static final int PIXELS = 12;

  /** How many numbers a pixel has: red, green, blue. */
  public static final int CHANNELS = 3;

  private static final int SEED = 0; // of the choice of scenes: the same for everybody
  private static final double NOISE = 0.05;
  private static final int MOST_ASIDE = 2; // pixels from the middle of one thing to the other's

  /** The words of all English captions. */
  public static final Vocabulary ENGLISH;

  /** The words of all German captions. */
  public static final Vocabulary GERMAN;

  private static final Map<Part, List<Scene>> SCENES = new EnumMap<>(Part.class);

  /** Whether a picture may be learnt from, or what is new in it. */
  public enum Part {
    LEARNT,
    NEW_SCENE,
    NEW_PAIR
  }

  /**
   * A picture and what it shows.
   *
   * @param pixels (12·12)×3, row by row
   */
  public record Picture(Scene scene, DMatrixRMaj pixels) {}

  static {
    List<Scene> known = new ArrayList<>();
    List<Scene> single = new ArrayList<>();
    List<Scene> withNewPair = new ArrayList<>();
    for (Thing first : things()) {
      (isNewPair(first) ? withNewPair : single).add(Scene.of(first));
      for (Thing second : things()) {
        int unknown = (isNewPair(first) ? 1 : 0) + (isNewPair(second) ? 1 : 0);
        for (Relation relation : Relation.values()) {
          if (unknown < 2) {
            (unknown == 0 ? known : withNewPair).add(new Scene(first, relation, second));
          }
        }
      }
    }
    int[] order = new int[known.size()];
    java.util.Arrays.setAll(order, i -> i);
    new Rng(SEED).shuffle(order);
    List<Scene> learnt = new ArrayList<>(single);
    List<Scene> heldOut = new ArrayList<>();
    for (int i = 0; i < order.length; i++) {
      (i < order.length / 5 ? heldOut : learnt).add(known.get(order[i]));
    }
    SCENES.put(Part.LEARNT, List.copyOf(learnt));
    SCENES.put(Part.NEW_SCENE, List.copyOf(heldOut));
    SCENES.put(Part.NEW_PAIR, List.copyOf(withNewPair));
    ENGLISH = Vocabulary.of(learnt.stream().map(Scene::english).toList());
    GERMAN = Vocabulary.of(learnt.stream().map(Scene::german).toList());
  }

  private Pictures() {}

  private static List<Thing> things() {
    List<Thing> all = new ArrayList<>();
    for (Size size : Size.values()) {
      for (Colour colour : Colour.values()) {
        for (Shape shape : Shape.values()) {
          all.add(new Thing(size, colour, shape));
        }
      }
    }
    return all;
  }

  /** Whether it has one of the pairs of colour and shape that nobody may learn from. */
  private static boolean isNewPair(Thing thing) {
    return switch (thing.shape()) {
      case CROSS -> thing.colour() == Colour.RED;
      case SQUARE -> thing.colour() == Colour.BLUE;
      case TRIANGLE -> thing.colour() == Colour.YELLOW;
      default -> false;
    };
  }

  /** All scenes of a part, always in the same order. */
  public static List<Scene> scenes(Part part) {
    return SCENES.get(part);
  }

  /** Draws pictures of a part. */
  public static List<Picture> draw(Part part, int count, Rng rng) {
    List<Picture> drawn = new ArrayList<>();
    List<Scene> scenes = scenes(part);
    for (int i = 0; i < count; i++) {
      drawn.add(draw(scenes.get(rng.nextInt(scenes.size())), rng));
    }
    return drawn;
  }

  /** Draws a picture of this scene. */
  public static Picture draw(Scene scene, Rng rng) {
    DMatrixRMaj pixels = new DMatrixRMaj(PIXELS * PIXELS, CHANNELS);
    int a = side(scene.first());
    if (scene.second() == null) {
      paint(scene.first(), rng.nextInt(PIXELS - a + 1), rng.nextInt(PIXELS - a + 1), pixels);
    } else {
      int b = side(scene.second());
      int along = rng.nextInt(PIXELS - a - b); // one pixel at least is free between them
      int after = along + a + 1 + rng.nextInt(PIXELS - along - a - b);
      int across = rng.nextInt(PIXELS - a + 1);
      int aside = across + (a - b) / 2 + rng.nextInt(2 * MOST_ASIDE + 1) - MOST_ASIDE;
      int within = Math.min(Math.max(aside, 0), PIXELS - b);
      boolean above = scene.relation() == Relation.ABOVE;
      paint(scene.first(), above ? along : across, above ? across : along, pixels);
      paint(scene.second(), above ? after : within, above ? within : after, pixels);
    }
    for (int i = 0; i < pixels.getNumElements(); i++) {
      pixels.data[i] += NOISE * rng.nextGaussian();
    }
    return new Picture(scene, pixels);
  }

  private static int side(Thing thing) {
    return thing.size() == Size.SMALL ? 3 : 5;
  }

  private static void paint(Thing thing, int top, int left, DMatrixRMaj pixels) {
    int side = side(thing);
    double[] rgb = rgb(thing.colour());
    for (int i = 0; i < side; i++) {
      for (int j = 0; j < side; j++) {
        if (covers(thing.shape(), i, j, side)) {
          int pixel = (top + i) * PIXELS + left + j;
          System.arraycopy(rgb, 0, pixels.data, pixel * CHANNELS, CHANNELS);
        }
      }
    }
  }

  /** Whether the shape covers pixel (i, j) of the square in which it stands. */
  private static boolean covers(Shape shape, int i, int j, int side) {
    int middle = side / 2;
    int di = Math.abs(i - middle);
    int dj = Math.abs(j - middle);
    return switch (shape) {
      case SQUARE -> true;
      case CIRCLE -> Math.max(di, dj) == middle && (side == 3 || di + dj < 2 * middle);
      case DIAMOND -> di + dj <= middle;
      case CROSS -> di == dj;
      case TRIANGLE -> j <= i;
    };
  }

  private static double[] rgb(Colour colour) {
    return switch (colour) {
      case RED -> new double[] {0.9, 0.2, 0.15};
      case YELLOW -> new double[] {0.95, 0.8, 0.1};
      case BLUE -> new double[] {0.2, 0.4, 0.95};
      case WHITE -> new double[] {0.95, 0.95, 0.95};
    };
  }

  /** A batch of pictures: a sequence of 144 pixels, 3 numbers each. */
  public static Sequence source(List<Picture> pictures) {
    return Sequence.vectors(pictures.stream().map(Picture::pixels).toArray(DMatrixRMaj[]::new));
  }

  /** The pictures with their captions in English. */
  public static Pairs english(List<Picture> pictures) {
    return pairs(pictures, ENGLISH, Scene::english);
  }

  /** The pictures with their captions in German. */
  public static Pairs german(List<Picture> pictures) {
    return pairs(pictures, GERMAN, Scene::german);
  }

  private static Pairs pairs(
      List<Picture> pictures, Vocabulary words, Function<Scene, String> caption) {
    int[][] captions =
        pictures.stream()
            .map(picture -> words.symbols(caption.apply(picture.scene())))
            .toArray(int[][]::new);
    return new Pairs(source(pictures), Sequence.symbols(words.size(), captions));
  }
}
