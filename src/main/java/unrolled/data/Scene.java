package unrolled.data;

/**
 * What a {@linkplain Pictures picture} shows: one thing, or two of which the second is below the
 * first or to its right.
 *
 * <p>It can be told in English and in German. German nouns have a gender, and article and
 * adjectives follow it: ein rotes Quadrat, ein roter Kreis, eine rote Raute; after a preposition
 * einem roten Quadrat, einer roten Raute.
 *
 * @param first the thing, or the upper or left one of two
 * @param relation how the first stands to the second, or null
 * @param second the other thing, or null
 */
public record Scene(Thing first, Relation relation, Thing second) {

  /** One thing with its three properties. */
  public record Thing(Size size, Colour colour, Shape shape) {
    String english() {
      return "a " + size.english + " " + colour.english + " " + shape.english;
    }

    String german() {
      String ending = shape.gender.ending;
      return shape.gender.article + adjectives(ending);
    }

    String germanDative() {
      return shape.gender.dative + adjectives("en");
    }

    private String adjectives(String ending) {
      return " " + size.german + ending + " " + colour.german + ending + " " + shape.german;
    }
  }

  /** How large a thing is. */
  public enum Size {
    SMALL("small", "klein"),
    LARGE("large", "groß");

    private final String english;
    private final String german;

    Size(String english, String german) {
      this.english = english;
      this.german = german;
    }
  }

  /** The colour of a thing. */
  public enum Colour {
    RED("red", "rot"),
    YELLOW("yellow", "gelb"),
    BLUE("blue", "blau"),
    WHITE("white", "weiß");

    private final String english;
    private final String german;

    Colour(String english, String german) {
      this.english = english;
      this.german = german;
    }
  }

  /** The shape of a thing. */
  public enum Shape {
    SQUARE("square", "Quadrat", Gender.NEUTER),
    CIRCLE("circle", "Kreis", Gender.MASCULINE),
    DIAMOND("diamond", "Raute", Gender.FEMININE),
    CROSS("cross", "Kreuz", Gender.NEUTER),
    TRIANGLE("triangle", "Dreieck", Gender.NEUTER);

    private final String english;
    private final String german;
    private final Gender gender;

    Shape(String english, String german, Gender gender) {
      this.english = english;
      this.german = german;
      this.gender = gender;
    }
  }

  /** How the first of two things stands to the second. */
  public enum Relation {
    ABOVE("above", "über"),
    LEFT_OF("left of", "links von");

    private final String english;
    private final String german;

    Relation(String english, String german) {
      this.english = english;
      this.german = german;
    }
  }

  private enum Gender {
    MASCULINE("ein", "er", "einem"),
    FEMININE("eine", "e", "einer"),
    NEUTER("ein", "es", "einem");

    private final String article;
    private final String ending;
    private final String dative;

    Gender(String article, String ending, String dative) {
      this.article = article;
      this.ending = ending;
      this.dative = dative;
    }
  }

  /** Throws unless relation and second thing are both there, or neither. */
  public Scene {
    if ((relation == null) != (second == null)) {
      throw new IllegalArgumentException(
          "a relation needs a second thing, and a second thing a relation: "
              + relation
              + " and "
              + second);
    }
  }

  /** A scene of one thing alone. */
  public static Scene of(Thing only) {
    return new Scene(only, null, null);
  }

  /** The scene in English: a small red square above a large blue circle. */
  public String english() {
    return second == null
        ? first.english()
        : first.english() + " " + relation.english + " " + second.english();
  }

  /** The scene in German: ein kleines rotes Quadrat über einem großen blauen Kreis. */
  public String german() {
    return second == null
        ? first.german()
        : first.german() + " " + relation.german + " " + second.germanDative();
  }
}
