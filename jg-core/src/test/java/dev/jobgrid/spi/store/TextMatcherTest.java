package dev.jobgrid.spi.store;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TextMatcherTest {
    /** Of few letters, so that many begin to match. */
    @Provide
    Arbitrary<String> text() {
        return Arbitraries.strings()
                .withChars('a', 'A', 'b', 'ä', 'Ä', 'ß', '.')
                .ofMaxLength(40);
    }

    @Provide
    Arbitrary<String> part() {
        return Arbitraries.strings()
                .withChars('a', 'A', 'b', 'ä', 'Ä', 'ß', '.')
                .ofMinLength(1)
                .ofMaxLength(6);
    }

    @Property(tries = 1000, seed = "1")
    void aTextContainsWhatIsAtOneOfItsPlacesIgnoringCase(@ForAll("text") String text, @ForAll("part") String part) {
        boolean isThere = false;
        for (int i = 0; i + part.length() <= text.length(); i++) {
            isThere |= text.substring(i, i + part.length()).equalsIgnoreCase(part);
        }

        assertThat(new TextMatcher(part).isIn(text)).isEqualTo(isThere);
    }

    @Test
    void noPartIsAPattern() {
        assertThat(new TextMatcher("a.c").isIn("abc")).isFalse();
        assertThat(new TextMatcher("(x*").isIn("f(X*)")).isTrue();
    }
}
