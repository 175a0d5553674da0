package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ConnectionBudgetTest {
    private static final HttpLimits LIMITS = HttpLimits.DEFAULT;

    @Test
    void whereThereAreFilesEnoughTheSettingsCount() {
        ConnectionBudget room = ConnectionBudget.of(LIMITS, 20_000);
        assertThat(room)
                .isEqualTo(new ConnectionBudget(
                        ConnectionBudget.MAX_CONNECTIONS, LIMITS.connectionsPerAddress(), LIMITS.liveReaders()));
        assertThat(room.warning(LIMITS, 20_000)).isEmpty();
    }

    @Test
    void filesAreKeptForWhatIsNoConnection() {
        assertThat(ConnectionBudget.of(LIMITS, 1_024)).isEqualTo(new ConnectionBudget(768, 576, 384));
        assertThat(ConnectionBudget.of(LIMITS, 1_024).warning(LIMITS, 1_024).orElseThrow())
                .contains("1024 files", "768 connections", "576 of one address", "384 readers", "nofile to 13334");
        assertThat(ConnectionBudget.of(LIMITS, 13_334).connections()).isEqualTo(ConnectionBudget.MAX_CONNECTIONS);
        assertThat(ConnectionBudget.of(LIMITS, 13_332).connections()).isLessThan(ConnectionBudget.MAX_CONNECTIONS);
    }

    @Test
    void whateverTheLimitReadersLeaveRoomForOneAddressAndOneAddressForOthers() {
        LongStream.rangeClosed(16, 20_000).forEach(files -> {
            ConnectionBudget room = ConnectionBudget.of(LIMITS, files);
            assertThat(room.liveReaders()).as("%d files", files).isPositive();
            if (room.connections() < ConnectionBudget.MAX_CONNECTIONS) {
                assertThat(room.perAddress()).as("%d files", files).isLessThan(room.connections());
                assertThat(room.liveReaders()).as("%d files", files).isLessThan(room.connections());
                assertThat(room.connections()).as("%d files", files).isLessThanOrEqualTo((int) (files - files / 4));
            }
        });
    }

    @Test
    void lowerSettingsStay() {
        HttpLimits few = new HttpLimits(1, LIMITS.urlLifetime(), 7).withConnectionsPerAddress(9);
        assertThat(ConnectionBudget.of(few, 1_024)).isEqualTo(new ConnectionBudget(768, 9, 7));
    }
}
