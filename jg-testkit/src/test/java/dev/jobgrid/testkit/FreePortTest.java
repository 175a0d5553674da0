package dev.jobgrid.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortTest {
    @Test
    void aPortIsFreeAndBelowThoseOfConnections() throws Exception {
        int first = FreePort.firstOfConnections();
        assertThat(first).as("the whole number").isGreaterThanOrEqualTo(1_024);
        for (int i = 0; i < 100; i++) {
            try (ServerSocket server = new ServerSocket(FreePort.find())) {
                assertThat(server.getLocalPort()).matches(port -> port < first || first <= 10_000);
            }
        }
    }
}
