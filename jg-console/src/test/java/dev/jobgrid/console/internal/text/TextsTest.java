package dev.jobgrid.console.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.logs.TerminalText;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void spansHaveTheirTwoLargestUnits() {
        assertThat(Spans.words(Duration.ofSeconds(760))).isEqualTo("12\u00a0min 40\u00a0s");
        assertThat(Spans.words(Duration.ofHours(2))).isEqualTo("2\u00a0h");
        assertThat(Spans.words(Duration.ofHours(50))).isEqualTo("2\u00a0d 2\u00a0h");
        assertThat(Spans.words(Duration.ofSeconds(-3))).isEqualTo("0\u00a0s");
        assertThat(Spans.clock(Duration.ofSeconds(3731))).isEqualTo("1:02:11");
        assertThat(Spans.clock(Duration.ofSeconds(12))).isEqualTo("0:12");
        assertThat(Spans.age(Duration.ofMinutes(90))).isEqualTo("1\u00a0h");
    }

    @Test
    void amountsAreShort() {
        assertThat(Quantities.dollars(1_020_000)).isEqualTo("$1.02");
        assertThat(Quantities.dollars(400)).isEqualTo("$0.0004");
        assertThat(Quantities.dollars(-1_500_000)).isEqualTo("\u2212$1.50");
        assertThat(Quantities.bytes(999)).isEqualTo("999 B");
        assertThat(Quantities.bytes(24L << 30)).isEqualTo("24.0 GiB");
        assertThat(Quantities.number(1_048_215)).isEqualTo("1\u2009048\u2009215");
    }

    @Test
    void coloursStayAndOtherEscapesGo() {
        assertThat(AnsiText.parts("a\u001b[1;31mb\u001b[0mc"))
                .containsExactly(
                        new AnsiText.Part("a", ""), new AnsiText.Part("b", "ar ab"), new AnsiText.Part("c", ""));
        assertThat(plain("\u001b]8;;http://x\u001b\\link\u001b]8;;\u0007 \u001b[2K\u001b[38;5;196mred"))
                .isEqualTo("link red");
        assertThat(plain("50%\r\u0007\u0000\t|")).isEqualTo("50%\t|");
        assertThat(AnsiText.parts("")).isEqualTo(List.of());
        assertThat(AnsiText.parts("\u001b[")).isEmpty();
        assertThat(AnsiText.parts("\u001b[38;5")).isEmpty();
    }

    private static String plain(String line) {
        return AnsiText.parts(line).stream().map(AnsiText.Part::text).collect(Collectors.joining());
    }

    @Property(tries = 300)
    void anyLineBecomesTextWithoutControlCharacters(@ForAll String line) {
        assertThat(plain("\u001b[" + line + "\u001b]" + line))
                .doesNotContainPattern("[\\x00-\\x08\\x0a-\\x1f\\x7f\\x80-\\x9f]");
        assertThat(plain(line)).isEqualTo(TerminalText.of(line));
        assertThat(plain(line)).doesNotContainPattern("[\\x00-\\x08\\x0a-\\x1f\\x7f\\x80-\\x9f]");
    }
}
