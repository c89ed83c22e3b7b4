package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import unrolled.ChildJvm;

class FontsTest {

  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void aSystemWithoutAnyFontDrawsTheSameFigure() throws Exception {
    // given a list of fonts that is empty
    Path none =
        Files.writeString(
            folder.resolve("fonts.conf"),
            "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
                + "<cachedir>"
                + folder.resolve("cache")
                + "</cachedir></fontconfig>");
    // when
    ProcessBuilder java =
        ChildJvm.with(List.of(), Examples.class.getName(), folder.toString(), "hand");
    java.environment().put("FONTCONFIG_FILE", none.toString());
    Process process = java.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // then
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it still draws");
    assertEquals("", said);
    assertArrayEquals(Examples.hand().png(), Files.readAllBytes(folder.resolve("hand.png")));
  }
}
