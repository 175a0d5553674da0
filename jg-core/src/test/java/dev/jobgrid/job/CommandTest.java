package dev.jobgrid.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void aLineIsSplitAsAShellSplitsWords() {
        assertThat(Command.parse("python -c 'print(1)' \"a b\" c\\ d").words())
                .containsExactly("python", "-c", "print(1)", "a b", "c d");
    }

    @Test
    void nothingIsExpanded() {
        assertThat(Command.parse("echo $HOME *.py ~ `id` \"$(id)\"").words())
                .containsExactly("echo", "$HOME", "*.py", "~", "`id`", "$(id)");
    }

    @Test
    void adjacentQuotesMakeOneWordAndEmptyQuotesAnEmptyOne() {
        assertThat(Command.parse("a'b'\"c\" ''").words()).containsExactly("abc", "");
    }

    @Test
    void backslashesInDoubleQuotesEscapeOnlyWhatTheShellEscapes() {
        assertThat(Command.parse("\"\\\"\\$\\n\\\\\" 'a\\b'").words()).containsExactly("\"$\\n\\", "a\\b");
    }

    @Test
    void anOpenQuoteIsRefused() {
        assertThatThrownBy(() -> Command.parse("echo 'a")).hasMessageContaining("'");
        assertThatThrownBy(() -> Command.parse("echo \"a")).hasMessageContaining("\"");
    }

    @Test
    void aLineWithoutAWordIsRefused() {
        assertThatThrownBy(() -> Command.parse(" \t ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(seed = "1")
    void quotedWordsComeBackAsTheyWere(@ForAll @Size(min = 1, max = 5) List<String> words) {
        String line = words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));

        assertThat(Command.parse(line).words()).isEqualTo(words);
    }
}
