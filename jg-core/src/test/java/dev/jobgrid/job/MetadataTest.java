package dev.jobgrid.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetadataTest {
    @Test
    void equalNumbersAreEqualWhicheverTypeTheyCameIn() {
        assertThat(new Metadata(Map.of("n", 1, "d", 0.5f))).isEqualTo(new Metadata(Map.of("n", 1L, "d", 0.5d)));
        assertThat(new Metadata(Map.of("n", BigInteger.ONE))).isEqualTo(new Metadata(Map.of("n", (short) 1)));
    }

    @Test
    void laterChangesOfWhatCameInDoNotShow() {
        Map<String, Object> inner = new HashMap<>(Map.of("a", 1));
        List<Object> list = new ArrayList<>(Arrays.asList("x", null));
        Metadata metadata = new Metadata(Map.of("inner", inner, "list", list));
        inner.put("b", 2);
        list.clear();

        assertThat(metadata).isEqualTo(new Metadata(Map.of("inner", Map.of("a", 1), "list", Arrays.asList("x", null))));
    }

    @Test
    void sizesAreThoseOfCompactJson() {
        assertThat(Metadata.EMPTY.sizeBytes()).isEqualTo("{}".length());
        assertThat(new Metadata(Map.of("a", "é\"")).sizeBytes())
                .isEqualTo("{\"a\":\"é\\\"\"}".getBytes(StandardCharsets.UTF_8).length);
        assertThat(new Metadata(Map.of("a", List.of(1, true))).sizeBytes()).isEqualTo("{\"a\":[1,true]}".length());
    }

    @Test
    void otherTypesAreRefused() {
        assertThatThrownBy(() -> new Metadata(Map.of("a", new Object()))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesAreNotPrinted() {
        assertThat(new Metadata(Map.of("name", "hush")).toString())
                .contains("name")
                .doesNotContain("hush");
    }
}
