package dev.jobgrid.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ContentDispositionTest {
    @Example
    void aPlainNameStandsAsItIs() {
        assertThat(ContentDisposition.attachment("model v1.0_final-2.bin"))
                .isEqualTo("attachment; filename=\"model v1.0_final-2.bin\"");
    }

    @Example
    void anyOtherNameIsEncodedBesideAPlainOne() {
        assertThat(ContentDisposition.attachment("räum\"e\".txt"))
                .isEqualTo("attachment; filename=\"r_um_e_.txt\"; filename*=UTF-8''r%C3%A4um%22e%22.txt");
    }

    @Property(seed = "1")
    void noNameBreaksOutOfTheHeader(@ForAll String name) {
        Assume.that(StandardCharsets.UTF_8.newEncoder().canEncode(name));
        String header = ContentDisposition.attachment(name);

        assertThat(header)
                .matches("attachment; filename=\"[A-Za-z0-9._ -]*\"(; filename\\*=UTF-8''[!-~&&[^\"\\\\;,]]*)?");
        if (header.contains("filename*")) {
            String encoded = header.substring(header.indexOf("''") + 2).replace("+", "%2B");
            assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(name);
        }
    }
}
