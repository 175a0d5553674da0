package dev.jobgrid.wire.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestDiagnosticsTest {
    @Test
    void onlyTheWarningsThatAreKeptAreMade() {
        RequestDiagnostics findings = new RequestDiagnostics();
        AtomicInteger made = new AtomicInteger();
        for (int i = 0; i < 10 * RequestDiagnostics.MAX; i++) {
            findings.warning(() -> "warning " + made.incrementAndGet());
        }
        assertThat(made).hasValue(RequestDiagnostics.MAX);
        assertThat(findings.warnings())
                .hasSize(RequestDiagnostics.MAX + 1)
                .last()
                .asString()
                .contains("only the first 100");
    }
}
