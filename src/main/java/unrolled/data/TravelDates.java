package unrolled.data;

import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.DateTimePatternGenerator;
import com.ibm.icu.text.RelativeDateTimeFormatter;
import com.ibm.icu.text.RelativeDateTimeFormatter.AbsoluteUnit;
import com.ibm.icu.text.RelativeDateTimeFormatter.Direction;
import com.ibm.icu.text.RelativeDateTimeFormatter.RelativeUnit;
import com.ibm.icu.text.RuleBasedNumberFormat;
import com.ibm.icu.text.SimpleDateFormat;
import com.ibm.icu.util.GregorianCalendar;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import unrolled.math.Rng;

/**
 * Dates in English words, in every format that the ICU library uses in any language, as far as it
 * has no words of that language in it: "Sunday, November 2", "2. Nov 2025", "2025/11/2". Also
 * ordinal numbers ("the 2nd of November") and days told from today ("tomorrow").
 */
final class TravelDates {
  private static final List<String> SKELETONS =
      List.of(
          "yMMMMd",
          "yMMMd",
          "MMMMd",
          "MMMd",
          "yMd",
          "Md",
          "yMMMMEEEEd",
          "yMMMEd",
          "MMMMEEEEd",
          "MMMEd",
          "yMEd",
          "MEd");

  /** The formats by their names: what writes a date. Names of relative ones begin with ~. */
  private final Map<String, BiFunction<Date, Rng, String>> dates = new TreeMap<>();

  private final RuleBasedNumberFormat th =
      new RuleBasedNumberFormat(ULocale.ENGLISH, RuleBasedNumberFormat.ORDINAL);
  private final RuleBasedNumberFormat second =
      new RuleBasedNumberFormat(ULocale.ENGLISH, RuleBasedNumberFormat.SPELLOUT);

  /** Collects the formats, always in the same order. */
  TravelDates() {
    Set<String> patterns = new TreeSet<>();
    for (ULocale locale : ULocale.getAvailableLocales()) {
      if (!locale.getCountry().isEmpty() || !locale.getScript().isEmpty()) {
        continue; // one for each language
      }
      DateTimePatternGenerator generator = DateTimePatternGenerator.getInstance(locale);
      SKELETONS.forEach(skeleton -> patterns.add(generator.getBestPattern(skeleton)));
      for (int style :
          List.of(DateFormat.FULL, DateFormat.LONG, DateFormat.MEDIUM, DateFormat.SHORT)) {
        if (DateFormat.getDateInstance(style, locale) instanceof SimpleDateFormat format) {
          patterns.add(format.toPattern());
        }
      }
    }
    Set<String> known = new TreeSet<>();
    for (String pattern : patterns) {
      String plain = pattern.replace('L', 'M').replace('c', 'E').replaceAll("\\s+", " ").strip();
      String same = plain.replaceAll("d+", "d").replaceAll("\\bMM\\b", "M").replaceAll("y+", "y");
      if (plain.matches("[yMdE ,./-]+") && plain.contains("d") && known.add(same)) {
        pattern(plain, plain);
      }
    }
    pattern("EEEE", "EEEE");
    for (String th : List.of("{th}", "the {th}", "the {second}")) {
      pattern("MMMM " + th, "MMMM '" + th + "'");
      pattern(th + " of MMMM", "'" + th + " of' MMMM");
      pattern(th + " of MMMM y", "'" + th + " of' MMMM y");
      pattern("EEEE, MMMM " + th, "EEEE, MMMM '" + th + "'");
      pattern("EEEE, " + th, "EEEE, '" + th + "'");
    }
    pattern("{th} MMMM", "'{th}' MMMM");
    pattern("MMMM {th}, y", "MMMM '{th}', y");
    RelativeDateTimeFormatter relative = RelativeDateTimeFormatter.getInstance(ULocale.ENGLISH);
    dates.put("~tomorrow", (day, rng) -> relative.format(Direction.NEXT, AbsoluteUnit.DAY));
    dates.put("~today", (day, rng) -> relative.format(Direction.THIS, AbsoluteUnit.DAY));
    for (AbsoluteUnit unit :
        List.of(
            AbsoluteUnit.MONDAY,
            AbsoluteUnit.WEDNESDAY,
            AbsoluteUnit.FRIDAY,
            AbsoluteUnit.SUNDAY,
            AbsoluteUnit.WEEK)) {
      dates.put("~next " + unit, (day, rng) -> relative.format(Direction.NEXT, unit));
    }
    dates.put(
        "~this Thursday", (day, rng) -> relative.format(Direction.THIS, AbsoluteUnit.THURSDAY));
    dates.put(
        "~this Saturday", (day, rng) -> relative.format(Direction.THIS, AbsoluteUnit.SATURDAY));
    for (RelativeUnit unit : List.of(RelativeUnit.DAYS, RelativeUnit.WEEKS, RelativeUnit.HOURS)) {
      dates.put(
          "~in " + unit, (day, rng) -> relative.format(2 + rng.nextInt(19), Direction.NEXT, unit));
    }
  }

  private void pattern(String name, String pattern) {
    SimpleDateFormat format = new SimpleDateFormat(pattern, ULocale.ENGLISH);
    format.setTimeZone(TimeZone.GMT_ZONE);
    dates.put(
        name,
        (day, rng) -> {
          GregorianCalendar calendar = new GregorianCalendar(TimeZone.GMT_ZONE);
          calendar.setTime(day);
          int number = calendar.get(GregorianCalendar.DAY_OF_MONTH);
          return format
              .format(day)
              .replace("{th}", th.format(number))
              .replace("{second}", second.format(number, "%spellout-ordinal"));
        });
  }

  /** The names of all formats. */
  List<String> formats() {
    return List.copyOf(dates.keySet());
  }

  /** Whether a format is one such as "tomorrow", which no "on" can stand before. */
  static boolean isRelative(String format) {
    return format.startsWith("~");
  }

  /** Writes some day of eight years in this format. */
  String write(String format, Rng rng) {
    GregorianCalendar day = new GregorianCalendar(TimeZone.GMT_ZONE);
    day.setTimeInMillis(0);
    day.set(2024 + rng.nextInt(8), rng.nextInt(12), 1 + rng.nextInt(28));
    return dates.get(format).apply(day.getTime(), rng);
  }
}
