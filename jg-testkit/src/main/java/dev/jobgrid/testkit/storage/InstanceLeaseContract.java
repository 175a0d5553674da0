package dev.jobgrid.testkit.storage;

import static dev.jobgrid.testkit.storage.InstanceStoreUnderTest.A;
import static dev.jobgrid.testkit.storage.InstanceStoreUnderTest.ANYONE;
import static dev.jobgrid.testkit.storage.InstanceStoreUnderTest.B;
import static dev.jobgrid.testkit.storage.InstanceStoreUnderTest.C;
import static dev.jobgrid.testkit.storage.InstanceStoreUnderTest.LONG;
import static dev.jobgrid.testkit.storage.InstanceStoreUnderTest.OVER;
import static dev.jobgrid.testkit.storage.InstanceStoreUnderTest.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.Instances.Ended;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Instances live by their leases, with the nodes of their last renewal; one that was found expired is gone for all. */
interface InstanceLeaseContract {
    /** The store that the tests use. */
    InstanceStoreUnderTest underTest();

    private InstanceStore instances() {
        return underTest().instances();
    }

    private List<Ended> ended() {
        return instances().read(ANYONE).ended();
    }

    @Test
    default void thoseThatJoinedLiveAsTheySaidTheyAre() {
        assertThat(instances().live(ANYONE)).isEmpty();

        instances().join(B, LONG);
        instances().join(A, LONG);

        assertThat(instances().live(ANYONE)).containsExactly(A, B);
    }

    @Test
    default void anIdJoinsOnce() {
        instances().join(A, LONG);

        assertThatThrownBy(() -> instances().join(A, LONG)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void theNodesAreThoseOfTheLastRenewal() {
        instances().join(A, LONG);
        Instance more = instance("grid_a", 8);

        assertThat(instances().renew(more, LONG)).isTrue();

        assertThat(instances().live(ANYONE)).containsExactly(more);
    }

    @Test
    default void aGridMayReachThousandsOfNodes() {
        List<Instance.Node> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.addAll(instance("n" + i, 8).nodes());
        }
        Instance large = new Instance(A.id(), many);
        instances().join(large, LONG);
        assertThat(instances().live(ANYONE)).containsExactly(large);

        List<Instance.Node> fewer = new ArrayList<>(many.subList(0, 500));
        fewer.set(7, instance("other", 3).nodes().get(0));
        Instance changed = new Instance(A.id(), fewer);
        assertThat(instances().renew(changed, LONG)).isTrue();

        assertThat(instances().live(ANYONE)).containsExactly(changed);
    }

    @Test
    default void oneThatLeavesIsOverForGood() {
        instances().join(A, LONG);
        instances().join(B, LONG);

        instances().leave(A.id());
        instances().leave(A.id());

        assertThat(instances().live(ANYONE)).containsExactly(B);
        assertThat(instances().renew(A, LONG)).isFalse();
        assertThat(instances().live(ANYONE)).containsExactly(B);
    }

    @Test
    default void oneWhoseLeaseHasRunOutIsOverAsSoonAsAnyoneLooks() {
        instances().join(A, OVER);
        instances().join(B, LONG);

        assertThat(instances().live(ANYONE)).containsExactly(B);

        assertThat(instances().renew(A, LONG)).isFalse();
        assertThat(instances().live(ANYONE)).containsExactly(B);
    }

    @Test
    default void thoseThatEndedAreKeptWithTheirNodesUntilTheseAreForgotten() {
        Instance two = new Instance(
                new InstanceId("grid_two"),
                Stream.of(instance("n1", 1), instance("n2", 8))
                        .flatMap(each -> each.nodes().stream())
                        .toList());
        instances().join(A, OVER);
        instances().join(B, LONG);
        instances().join(two, LONG);
        assertThat(instances().read(A.id()).ended()).isEmpty();

        instances().leave(two.id());
        instances().leave(two.id());

        assertThat(ended()).extracting(Ended::instance).containsExactly(A, two);

        instances().forget(A.id(), A.nodes());
        instances().forget(two.id(), two.nodes().subList(0, 1));
        instances().forget(two.id(), A.nodes());

        assertThat(ended())
                .extracting(Ended::instance)
                .containsExactly(new Instance(two.id(), two.nodes().subList(1, 2)));
    }

    @Test
    default void oneThatEndedWithoutNodesIsNotKeptNorAreNodesThatWereDroppedBefore() {
        instances().join(B, LONG);
        instances().join(A, LONG);
        Instance less = new Instance(A.id(), List.of());
        assertThat(instances().renew(less, LONG)).isTrue();

        instances().leave(A.id());
        instances().leave(B.id());

        assertThat(ended()).isEmpty();
    }

    @Test
    default void nodesOfALiveOneAreNotForgotten() {
        instances().join(A, LONG);

        instances().forget(A.id(), A.nodes());

        assertThat(instances().live(ANYONE)).containsExactly(A);
    }

    @Test
    default void anEndBeginsWithTheLeaseOrTheLeaveAndDoesNotMove() {
        instances().join(A, Duration.ofMinutes(-10));
        instances().join(C, LONG);
        instances().leave(C.id());
        List<Ended> before = ended();

        assertThat(before).extracting(Ended::instance).containsExactly(A, C);
        assertThat(before.get(0).ago()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(20));
        assertThat(before.get(1).ago()).isBetween(Duration.ZERO, Duration.ofMinutes(9));
        assertThat(Duration.between(before.get(0).at(), before.get(1).at()))
                .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(20));
        assertThat(instances().renew(A, LONG)).isFalse();
        assertThat(ended())
                .extracting(Ended::at)
                .containsExactlyElementsOf(before.stream().map(Ended::at).toList());
        assertThatThrownBy(() -> instances().join(A, LONG)).isInstanceOf(IllegalStateException.class);
    }

    /** A clock that was set, or a host that slept, is no reason to give oneself up. */
    @Test
    default void noOneIsOverByItsOwnLook() {
        instances().join(A, OVER);
        instances().join(B, OVER);

        assertThat(instances().live(A.id())).containsExactly(A);

        assertThat(instances().renew(B, LONG)).isFalse();
        assertThat(instances().live(B.id())).isEmpty();
        assertThat(instances().renew(A, LONG)).isFalse();
    }

    @Test
    default void oneThatComesLateLivesOnIfNoOneHasNoticed() {
        instances().join(A, OVER);

        assertThat(instances().renew(A, LONG)).isTrue();

        assertThat(instances().live(ANYONE)).containsExactly(A);
    }

    @Test
    default void aLeaseRunsFromItsLastRenewal() {
        instances().join(A, LONG);

        assertThat(instances().renew(A, OVER)).isTrue();

        assertThat(instances().live(ANYONE)).isEmpty();
    }

    @Test
    default void oneThatIsFoundOverIsOverForEveryone() throws Exception {
        for (int round = 0; round < 20; round++) {
            Instance late = instance("grid_late" + round, 1);
            instances().join(late, OVER);

            List<Boolean> answers = Together.on(
                    8,
                    i -> i % 2 == 0
                            ? instances().renew(late, LONG)
                            : instances().live(ANYONE).contains(late));

            boolean lives = instances().live(ANYONE).contains(late);
            assertThat(instances().renew(late, LONG)).isEqualTo(lives);
            if (!lives) {
                continue;
            }
            assertThat(List.of(answers.get(0), answers.get(2), answers.get(4), answers.get(6)))
                    .as("renewals of one that no one found over")
                    .containsOnly(true);
        }
    }
}
