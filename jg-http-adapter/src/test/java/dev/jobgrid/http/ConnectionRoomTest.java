package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.http.internal.exchange.ConnectionRoom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ConnectionRoomTest {
    private static final HttpLimits LIMITS = HttpLimits.DEFAULT;

    @Test
    void whereThereAreFilesEnoughTheSettingsCount() {
        ConnectionRoom room = ConnectionRoom.of(LIMITS, 20_000);
        assertThat(room)
                .isEqualTo(
                        new ConnectionRoom(ConnectionRoom.MOST, LIMITS.connectionsPerAddress(), LIMITS.liveReaders()));
        assertThat(room.warning(LIMITS, 20_000)).isEmpty();
    }

    @Test
    void filesAreKeptForWhatIsNoConnection() {
        assertThat(ConnectionRoom.of(LIMITS, 1_024)).isEqualTo(new ConnectionRoom(768, 576, 384));
        assertThat(ConnectionRoom.of(LIMITS, 1_024).warning(LIMITS, 1_024).orElseThrow())
                .contains("1024 files", "768 connections", "576 of one address", "384 readers", "nofile to 13334");
        assertThat(ConnectionRoom.of(LIMITS, 13_334).connections()).isEqualTo(ConnectionRoom.MOST);
        assertThat(ConnectionRoom.of(LIMITS, 13_332).connections()).isLessThan(ConnectionRoom.MOST);
    }

    @Test
    void whateverTheLimitReadersLeaveRoomForOneAddressAndOneAddressForOthers() {
        LongStream.rangeClosed(16, 20_000).forEach(files -> {
            ConnectionRoom room = ConnectionRoom.of(LIMITS, files);
            assertThat(room.liveReaders()).as("%d files", files).isPositive();
            if (room.connections() < ConnectionRoom.MOST) {
                assertThat(room.perAddress()).as("%d files", files).isLessThan(room.connections());
                assertThat(room.liveReaders()).as("%d files", files).isLessThan(room.connections());
                assertThat(room.connections()).as("%d files", files).isLessThanOrEqualTo((int) (files - files / 4));
            }
        });
    }

    @Test
    void lowerSettingsStay() {
        HttpLimits few = new HttpLimits(1, LIMITS.urlLifetime(), 7).withConnectionsPerAddress(9);
        assertThat(ConnectionRoom.of(few, 1_024)).isEqualTo(new ConnectionRoom(768, 9, 7));
    }
}
