package unrolled;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;

/** Values from PyTorch: what {@code src/test/python/reference.py} wrote. */
public final class Reference {
  /** Where they lie. */
  public static final Path FOLDER = Path.of("src/test/resources/unrolled");

  private final JsonObject json;

  private Reference(JsonObject json) {
    this.json = json;
  }

  /** One file's values. */
  public static Reference read(Path file) {
    try {
      return new Reference(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the files that begin like this. */
  public static List<Path> files(String beginning) {
    try (Stream<Path> files = Files.list(FOLDER.resolve("pytorch"))) {
      return files.filter(f -> f.getFileName().toString().startsWith(beginning)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String key) {
    return json.has(key);
  }

  Reference in(String key) {
    return new Reference(json.getAsJsonObject(key));
  }

  String text(String key) {
    return json.get(key).getAsString();
  }

  double number(String key) {
    return json.get(key).getAsDouble();
  }

  double[] numbers(String key) {
    return numbers(json.getAsJsonArray(key));
  }

  int[] integers(String key) {
    return integers(json.getAsJsonArray(key));
  }

  DMatrixRMaj matrix(String key) {
    return matrix(json.getAsJsonArray(key));
  }

  /** A state of one matrix, "start", or of more, "start 0", "start 1" … */
  State state(String key) {
    if (has(key)) {
      return State.of(matrix(key));
    }
    List<DMatrixRMaj> parts = new ArrayList<>();
    while (has(key + " " + parts.size())) {
      parts.add(matrix(key + " " + parts.size()));
    }
    return new State(parts);
  }

  /** All members as matrices, by name. */
  public void forEach(BiConsumer<String, DMatrixRMaj> matrices) {
    json.entrySet()
        .forEach(e -> matrices.accept(e.getKey(), matrix(e.getValue().getAsJsonArray())));
  }

  /** "x", a time-major matrix with "lengths", or "symbols". */
  Sequence input(int vocabulary) {
    if (has("x")) {
      int[] lengths = integers("lengths");
      return Sequence.timeMajor(matrix("x"), lengths.length).withLengths(lengths);
    }
    return Sequence.symbols(vocabulary, sequences("symbols"));
  }

  /** Sequences of symbols, of any lengths. */
  int[][] sequences(String key) {
    return json.getAsJsonArray(key).asList().stream()
        .map(row -> integers(row.getAsJsonArray()))
        .toArray(int[][]::new);
  }

  private static double[] numbers(JsonArray array) {
    return array.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  private static int[] integers(JsonArray array) {
    return array.asList().stream().mapToInt(JsonElement::getAsInt).toArray();
  }

  private static DMatrixRMaj matrix(JsonArray rows) {
    return new DMatrixRMaj(
        rows.asList().stream().map(row -> numbers(row.getAsJsonArray())).toArray(double[][]::new));
  }
}
