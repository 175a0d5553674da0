package dev.jobgrid.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FindingsTest {
    @Test
    void onlyTheWarningsThatAreKeptAreMade() {
        Findings findings = new Findings();
        AtomicInteger made = new AtomicInteger();
        for (int i = 0; i < 10 * Findings.MAX; i++) {
            findings.warning(() -> "warning " + made.incrementAndGet());
        }
        assertThat(made).hasValue(Findings.MAX);
        assertThat(findings.warnings())
                .hasSize(Findings.MAX + 1)
                .last()
                .asString()
                .contains("only the first 100");
    }
}
