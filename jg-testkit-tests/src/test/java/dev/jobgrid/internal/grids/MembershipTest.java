package dev.jobgrid.internal.grids;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.spi.Instance;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MembershipTest {
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final MemoryStorage storage = new MemoryStorage(clock);

    private Membership membership(Self self) {
        return new Membership(
                storage.instances(), self, List::of, LEASE, clock, new Membership.Hearing(() -> {}, job -> {}));
    }

    @Test
    void aGridThatLooksWhoLivesIsNotOverWhenTheStoresClockWasSet() throws Exception {
        Self self = new Self();
        try (Membership membership = membership(self)) {
            membership.step(Duration.ZERO);
            InstanceId name = self.id();
            clock.set(LEASE.multipliedBy(100));

            assertThat(membership.live()).extracting(Instance::id).containsExactly(name);
            membership.step(Duration.ZERO);
            assertThat(self.id()).isEqualTo(name);
        }
    }

    @Test
    void oneThatPeersGaveUpIsNotBroughtBackByItsLook() throws Exception {
        Self self = new Self();
        Self peer = new Self();
        try (Membership membership = membership(self);
                Membership others = membership(peer)) {
            membership.step(Duration.ZERO);
            others.step(Duration.ZERO);
            InstanceId name = self.id();
            clock.set(LEASE.multipliedBy(100));
            assertThat(others.live()).extracting(Instance::id).containsExactly(peer.id());

            assertThat(membership.live()).extracting(Instance::id).containsExactly(peer.id());
            membership.step(Duration.ZERO);
            assertThat(self.id()).isNotEqualTo(name);
            assertThat(membership.live()).extracting(Instance::id).containsExactlyInAnyOrder(peer.id(), self.id());
        }
    }
}
