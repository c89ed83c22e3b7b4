package unrolled.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The yearly mean sunspot numbers of 1700 to 2008: spots and groups of spots on the sun, counted
 * since telescopes made it possible. They rise and fall in about eleven years.
 *
 * <p>The numbers are on the scale in use before its revision of 2015.
 *
 * <p>Source: NOAA National Geophysical Data Center, as distributed with statsmodels; public domain.
 */
public final class Sunspots {
  private static final List<String> ROWS = read();

  private Sunspots() {}

  /** The years, 1700 to 2008. */
  public static int[] years() {
    return ROWS.stream().mapToInt(row -> Integer.parseInt(row.split(",")[0])).toArray();
  }

  /** The mean sunspot number of each of the {@link #years}. */
  public static double[] numbers() {
    return ROWS.stream().mapToDouble(row -> Double.parseDouble(row.split(",")[1])).toArray();
  }

  private static List<String> read() {
    try (InputStream in = Sunspots.class.getResourceAsStream("sunspots.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .skip(1) // the head
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the sunspot numbers can't be read", e);
    }
  }
}
