package dev.jobgrid.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;

class TerminalTextTest {
    @Test
    void escapesAndControlCharactersAreNoText() {
        Map.of(
                        "plain\ttext", "plain\ttext",
                        "\u001b[1;31mred\u001b[0m", "red",
                        "\u001b]8;;http://x\u0007link\u001b]8;;\u001b\\", "link",
                        "a\rb\u0000c\u009bd", "abcd",
                        "cut\u001b[31", "cut",
                        "cut\u001b", "cut",
                        "\u001b(Bx", "Bx",
                        "\u001bPq#\u001bx", "x",
                        "\u001b\u001b[31mx", "[31mx",
                        "", "")
                .forEach((line, text) ->
                        assertThat(TerminalText.of(line)).as(line).isEqualTo(text));
    }

    @Property(tries = 500, seed = "1")
    void textIsAPartOfTheLineAndStaysAsItIs(@ForAll @CharRange(from = '\u0018', to = '\u00a0') String line) {
        String text = TerminalText.of(line);

        assertThat(text.chars().allMatch(c -> TerminalText.isShown((char) c))).isTrue();
        assertThat(TerminalText.of(text)).isSameAs(text);
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            at = line.indexOf(text.charAt(i), at) + 1;
            assertThat(at).isPositive();
        }
    }
}
