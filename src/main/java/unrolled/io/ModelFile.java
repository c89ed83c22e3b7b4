package unrolled.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import unrolled.layer.Param;
import unrolled.layer.Shapes;
import unrolled.layer.Weights;

/**
 * A trained model as one file, so that it is still there tomorrow.
 *
 * <pre>{@code
 * ModelFile.save(network, Path.of("names.safetensors"));
 * // tomorrow: build the same network, then
 * ModelFile.load(network, Path.of("names.safetensors"));
 * }</pre>
 *
 * <p>The file holds the weights, bit for bit, under the names of {@link Weights#named()}, and says
 * what network they belong to; to build that network is the program's part. Its format is
 * safetensors, which PyTorch and many others read: the header's length, the header in JSON, the
 * numbers as 64-bit floats, row by row. A checksum in the header covers every byte. {@link #read}
 * also reads what other programs saved, in 32-bit floats, too; {@link PyTorch} knows their names.
 */
public final class ModelFile {
  private ModelFile() {}

  // ---- saving --------------------------------------------------------------------------------

  /**
   * Writes all weights into a file, whole or not at all: a file that is there already is replaced
   * only when the new one is complete. Weights that are used in two places are written once.
   *
   * @throws IOException if the file can't be written; what was there is as it was
   */
  public static void save(Weights weights, Path file) throws IOException {
    Map<String, DMatrixRMaj> matrices = new LinkedHashMap<>();
    named(weights).forEach((name, p) -> matrices.put(name, p.value));
    save(matrices, Structure.of(weights), file);
  }

  /** Writes matrices by name, in the map's order. */
  public static void save(Map<String, DMatrixRMaj> matrices, Path file) throws IOException {
    save(matrices, new LinkedHashMap<>(), file);
  }

  private static void save(
      Map<String, DMatrixRMaj> matrices, Map<String, String> structure, Path file)
      throws IOException {
    byte[] header = Header.of(matrices, Checksum.metadata(structure)).toBytes();
    ByteBuffer beginning =
        ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
    beginning.putLong(header.length).put(header).flip();
    Checksum checksum = Checksum.ofNew(beginning.array());
    Data data = new Data(checksum.seen());
    WholeFile.write(
        file,
        channel -> {
          Data.writeAll(beginning, channel);
          for (DMatrixRMaj m : matrices.values()) {
            data.write(m.data, m.getNumElements(), channel);
          }
          channel.position(Checksum.POSITION);
          Data.writeAll(StandardCharsets.US_ASCII.encode(checksum.found().get()), channel);
        });
  }

  /** The parameters by name, each of them. */
  private static Map<String, Param> named(Weights weights) {
    Map<String, Param> named = weights.named();
    if (named.size() != weights.params().size()) {
      throw new IllegalArgumentException(
          "two parameters have the same name, so they can't be told apart in a file; the names are "
              + named.keySet());
    }
    return named;
  }

  // ---- loading -------------------------------------------------------------------------------

  /**
   * Reads all weights from a file. When the file is damaged, or was saved from another network, the
   * weights stay as they are.
   *
   * <p>Another network has other names or shapes; or it makes something else of the same matrices,
   * as {@code Gru.chung} does of those of a {@code Gru.cho}, which files say that {@link
   * #save(Weights, Path)} wrote. Who wants the matrices all the same gets them from {@link #read}.
   *
   * @throws IOException if there is no such file, or it is damaged, or no saved model at all
   * @throws IllegalArgumentException if it is another network's; the message says what differs
   */
  public static void load(Weights weights, Path file) throws IOException {
    Contents saved = Contents.of(file);
    Map<Param, List<String>> names = names(weights);
    List<String> differences =
        new ArrayList<>(Structure.differences(saved.metadata(), Structure.of(weights)));
    names.forEach((p, own) -> differences.addAll(differences(p, own, saved)));
    differences.addAll(unknown(names, saved));
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          file + " was saved from another network: " + String.join("; ", differences));
    }
    names.forEach((p, own) -> p.value.setTo(saved.matrices().get(present(own, saved).get(0))));
  }

  /**
   * For each parameter all of its names: more than one if it is used in more than one place, or had
   * another name in earlier files.
   */
  private static Map<Param, List<String>> names(Weights weights) {
    Map<String, Param> every = new LinkedHashMap<>(named(weights));
    weights
        .namedParts()
        .forEach(
            (path, part) ->
                part.named()
                    .forEach(
                        (name, p) ->
                            every.putIfAbsent(path.isEmpty() ? name : path + "." + name, p)));
    Map<Param, List<String>> names = new LinkedHashMap<>();
    every.forEach((name, p) -> names.computeIfAbsent(p, any -> new ArrayList<>()).add(name));
    names.values().forEach(own -> List.copyOf(own).forEach(name -> addEarlierName(name, own)));
    return names;
  }

  /** The layers of a {@code Bidirectional} were called "ahead" and "back". */
  private static void addEarlierName(String name, List<String> names) {
    String earlier =
        name.replaceAll("\\bforwardLayer\\b", "ahead").replaceAll("\\bbackwardLayer\\b", "back");
    if (!earlier.equals(name)) {
      names.add(earlier);
    }
  }

  /**
   * Reads all matrices of a file, by name, in the file's order; a vector is a matrix of one row.
   * What is no matrix of 32-bit or 64-bit floats is passed over.
   *
   * @throws IOException if there is no such file, or it is damaged, or not in this format
   */
  public static Map<String, DMatrixRMaj> read(Path file) throws IOException {
    return Contents.of(file).matrices();
  }

  // ---- what differs --------------------------------------------------------------------------

  /** Those of a parameter's names that the file has. */
  private static List<String> present(List<String> names, Contents saved) {
    return names.stream().filter(saved.matrices()::containsKey).toList();
  }

  /** Why a parameter can't have what the file has under its names. */
  private static List<String> differences(Param p, List<String> names, Contents saved) {
    String here = Shapes.of(p.value) + " here";
    List<String> present = present(names, saved);
    if (present.isEmpty()) {
      String name = names.get(0);
      Header.Tensor other = saved.others().get(name);
      return List.of(
          other == null
              ? "the file has no " + name + " (" + here + ")"
              : name + " is " + other + " in the file, " + here);
    }
    List<String> differences = new ArrayList<>();
    DMatrixRMaj first = saved.matrices().get(present.get(0));
    for (String name : present) {
      DMatrixRMaj there = saved.matrices().get(name);
      if (!Shapes.of(there).equals(Shapes.of(p.value))) {
        differences.add(name + " is " + Shapes.of(there) + " in the file, " + here);
      } else if (!MatrixFeatures_DDRM.isIdentical(there, first, 0)) {
        differences.add(
            name + " is not " + present.get(0) + " in the file, and they are one matrix here");
      }
    }
    return differences;
  }

  /** What the file has and nobody here. */
  private static List<String> unknown(Map<Param, List<String>> names, Contents saved) {
    Set<String> known = new HashSet<>();
    names.values().forEach(known::addAll);
    List<String> unknown = new ArrayList<>();
    saved
        .matrices()
        .forEach(
            (name, there) -> {
              if (!known.contains(name)) {
                unknown.add("the file has " + name + " (" + Shapes.of(there) + "), unknown here");
              }
            });
    return unknown;
  }
}
