package dev.jobgrid.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.QueueKey;
import dev.jobgrid.routing.Level;
import dev.jobgrid.testkit.queue.QueueLab.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class QueueOrderTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WEEK = Duration.ofDays(7);

    @Test
    void aWorkspaceWithThousandsOfJobsHoldsBackNoneWithThree() {
        try (QueueLab lab = new QueueLab(4)) {
            lab.submit("many", Wish.of(1, HOUR), 10_000);
            lab.goOn(Duration.ofMinutes(10));

            List<JobRef> few = lab.submit("few", Wish.of(1, HOUR), 3);
            Instant handedIn = lab.now();

            for (JobRef job : few) {
                Instant placed = lab.awaitPlace(job, Duration.ofMinutes(5), Duration.ofHours(3));
                assertThat(Duration.between(handedIn, placed)).isLessThanOrEqualTo(HOUR);
            }
        }
    }

    @Test
    void aLargeJobGetsItsPlaceWhenThoseBeforeItAreOver() {
        try (QueueLab lab = new QueueLab(8)) {
            lab.submit("us", Wish.of(1, HOUR), 4);
            lab.goOn(Duration.ofMinutes(20));
            lab.submit("us", Wish.of(1, HOUR), 4);
            lab.goOn(MINUTE);
            JobRef large = lab.submit("us", Wish.of(8, HOUR));
            lab.goOn(MINUTE);
            lab.submit("us", Wish.of(1, HOUR), 100);

            Instant placed = lab.awaitPlace(large, MINUTE, Duration.ofHours(10));

            assertThat(Duration.between(lab.job(large).state().times().created(), placed))
                    .isLessThanOrEqualTo(HOUR);
        }
    }

    @Test
    void aLargeJobIsNotStarvedByAStreamOfSmallOnesOfOthers() {
        Random random = new Random(1);
        try (QueueLab lab = new QueueLab(8, 8)) {
            for (int i = 0; i < 3; i++) {
                lab.submit("w" + i, Wish.of(1, HOUR), 10);
            }
            lab.goOn(MINUTE);
            JobRef large = lab.submit("large", Wish.of(8, HOUR));
            Instant handedIn = lab.now();
            for (int i = 0; i < 100 && lab.placed(large).isEmpty(); i++) {
                lab.submit("w" + random.nextInt(100), Wish.of(1, Duration.ofMinutes(10 + random.nextInt(50))), 3);
                lab.goOn(Duration.ofMinutes(5));
            }

            assertThat(Duration.between(handedIn, lab.placed(large).orElseThrow()))
                    .isLessThanOrEqualTo(HOUR.plusMinutes(5));
        }
    }

    @Test
    void aShortJobFillsInWhereItDelaysNoLargeOneAndALongOneDoesNot() {
        try (QueueLab lab = new QueueLab(8)) {
            lab.submit("us", Wish.of(6, HOUR).within(HOUR));
            lab.goOn(MINUTE);
            JobRef large = lab.submit("us", Wish.of(8, HOUR));
            lab.goOn(MINUTE);
            JobRef shortOne =
                    lab.submit("us", Wish.of(1, Duration.ofMinutes(20)).within(Duration.ofMinutes(30)));
            JobRef longOne = lab.submit("us", Wish.of(1, Duration.ofMinutes(20)).within(Duration.ofMinutes(90)));
            JobRef unbound = lab.submit("us", Wish.of(1, Duration.ofMinutes(20)));
            lab.goOn(MINUTE);

            assertThat(lab.placed(shortOne)).isPresent();
            assertThat(lab.placed(longOne)).isEmpty();
            assertThat(lab.placed(unbound)).isEmpty();
            Instant placed = lab.awaitPlace(large, MINUTE, Duration.ofHours(3));
            assertThat(Duration.between(lab.job(large).state().times().created(), placed))
                    .isLessThanOrEqualTo(HOUR);
        }
    }

    @Test
    void anUrgentJobComesFirstAndOneThatCanWaitComesInTheEnd() {
        try (QueueLab lab = new QueueLab(1)) {
            lab.submit("us", Wish.of(1, Duration.ofMinutes(10)));
            lab.goOn(MINUTE);
            JobRef patient = lab.submit("us", Wish.of(1, MINUTE).urgency(Level.LOW));
            JobRef usual = lab.submit("us", Wish.of(1, MINUTE));
            JobRef urgent = lab.submit("us", Wish.of(1, MINUTE).urgency(Level.HIGH));
            Instant handedIn = lab.now();

            // More urgent ones than there is room for, for ever.
            while (lab.placed(patient).isEmpty()) {
                assertThat(lab.now()).isBefore(handedIn.plus(Duration.ofHours(5)));
                lab.submit("us", Wish.of(1, MINUTE.multipliedBy(2)).urgency(Level.HIGH));
                lab.goOn(MINUTE);
            }

            assertThat(lab.placed(urgent).orElseThrow())
                    .isBefore(lab.placed(usual).orElseThrow());
            assertThat(lab.placed(usual).orElseThrow())
                    .isBefore(lab.placed(patient).orElseThrow());
            // Those urgent ones that came within its head start twice went before it, two minutes each.
            assertThat(Duration.between(handedIn, lab.placed(patient).orElseThrow()))
                    .isGreaterThan(QueueKey.HEAD_START)
                    .isLessThanOrEqualTo(QueueKey.HEAD_START.multipliedBy(5));
        }
    }

    @Test
    void aLaunchPlanStandsInTheQueueAsAnyJob() {
        Duration second = Duration.ofSeconds(1);
        try (QueueLab lab = new QueueLab(1)) {
            lab.submit("us", Wish.of(1, Duration.ofSeconds(10)));
            lab.goOn(second);
            JobRef before = lab.submit("us", Wish.of(1, Duration.ofSeconds(5)));
            lab.goOn(second);
            JobRef plan = lab.plan("us", Wish.of(1, Duration.ofSeconds(5)));
            lab.goOn(second);
            JobRef behind = lab.submit("us", Wish.of(1, Duration.ofSeconds(5)));

            Instant first = lab.awaitPlace(before, second, MINUTE);
            assertThat(lab.placed(plan)).isEmpty();
            Instant held = lab.awaitPlace(plan, second, MINUTE);
            assertThat(lab.job(plan).isHeld()).isTrue();
            // It holds its place against those behind it until its go.
            lab.goOn(Duration.ofSeconds(20));
            assertThat(lab.placed(behind)).isEmpty();
            lab.launch(plan);
            Instant last = lab.awaitPlace(behind, second, MINUTE);

            assertThat(first).isBefore(held);
            assertThat(held).isBefore(last);
            assertThat(lab.job(plan).status()).isEqualTo(JobStatus.COMPLETED);
        }
    }

    @Test
    void aShortJobDoesNotFillInWhereAPlanMayHoldForLonger() {
        try (QueueLab lab = new QueueLab(2)) {
            JobRef plan = lab.plan("us", Wish.of(1, MINUTE).within(MINUTE));
            lab.goOn(Duration.ofSeconds(1));
            JobRef large = lab.submit("us", Wish.of(2, MINUTE));
            lab.goOn(Duration.ofSeconds(1));
            // Over before the plan's run is, even if the go comes at the end of its hold; and not before that.
            JobRef shortOne = lab.submit("us", Wish.of(1, MINUTE).within(MINUTE.plusSeconds(30)));
            JobRef longOne = lab.submit("us", Wish.of(1, MINUTE).within(MINUTE.multipliedBy(3)));
            lab.goOn(Duration.ofSeconds(1));

            assertThat(lab.job(plan).isHeld()).isTrue();
            assertThat(lab.placed(shortOne)).isPresent();
            assertThat(lab.placed(longOne)).isEmpty();
            assertThat(lab.placed(large)).isEmpty();
        }
    }

    @Test
    void whatPlansHoldIsTheirWorkspacesShare() {
        Duration second = Duration.ofSeconds(1);
        try (QueueLab lab = new QueueLab(1)) {
            JobRef plan = lab.plan("planner", Wish.of(1, MINUTE));
            lab.goOn(second);
            JobRef own = lab.submit("planner", Wish.of(1, MINUTE));
            lab.goOn(second);
            JobRef other = lab.submit("other", Wish.of(1, MINUTE));
            lab.goOn(second);
            assertThat(lab.job(plan).isHeld()).isTrue();

            lab.awaitPlace(other, second, MINUTE.multipliedBy(2));

            // Although it came first.
            assertThat(lab.placed(own)).isEmpty();
        }
    }

    @Test
    void overAWeekWorkspacesThatAlwaysWaitGetAlikeShares() {
        Random random = new Random(2);
        Map<String, List<JobRef>> handedIn = new HashMap<>();
        Map<String, Wish> wants = Map.of(
                "long", Wish.of(1, Duration.ofHours(4)),
                "short", Wish.of(1, Duration.ofMinutes(30)),
                "wide", Wish.of(2, HOUR));
        try (QueueLab lab = new QueueLab(8)) {
            Instant end = lab.now().plus(WEEK);
            wants.forEach((who, wish) -> handedIn.put(who, new ArrayList<>(lab.submit(who, wish, 8))));
            while (lab.now().isBefore(end)) {
                lab.goOn(Duration.ofMinutes(15));
                for (Map.Entry<String, Wish> want : wants.entrySet()) {
                    List<JobRef> all = handedIn.computeIfAbsent(want.getKey(), who -> new ArrayList<>());
                    long waiting = all.subList(Math.max(0, all.size() - 20), all.size()).stream()
                            .filter(job -> lab.placed(job).isEmpty())
                            .count();
                    if (waiting < 8) {
                        all.addAll(lab.submit(want.getKey(), want.getValue(), 4 + random.nextInt(4)));
                    }
                }
            }
            Map<String, Double> had = new HashMap<>();
            wants.forEach((who, wish) -> had.put(
                    who,
                    handedIn.getOrDefault(who, List.of()).stream()
                                    .filter(job -> lab.placed(job).isPresent())
                                    .count()
                            * (double) wish.gpus()
                            * wish.runtime().toMinutes()));
            double mean = had.values().stream().mapToDouble(d -> d).sum() / 3;

            assertThat(had.values())
                    .as(had.toString())
                    .allSatisfy(one -> assertThat(one / mean).isBetween(0.8, 1.2));
            // And the machine was not kept waiting for that.
            assertThat(mean * 3).isGreaterThan(0.85 * 8 * WEEK.toMinutes());
        }
    }

    @Test
    void overAFullWeekNoJobWaitsForEver() {
        assertNoneWaitsForEver(0);
        // In this week large jobs wait for their one node beside small ones of their workspaces that starve too.
        assertNoneWaitsForEver(52);
    }

    @Test
    @Tag("stress")
    void overManyFullWeeksNoJobWaitsForEver() {
        for (int seed = 1; seed < 30; seed++) {
            assertNoneWaitsForEver(seed);
        }
    }

    private static void assertNoneWaitsForEver(int seed) {
        Random random = new Random(seed);
        List<JobRef> all = new ArrayList<>();
        try (QueueLab lab = new QueueLab(8, 4, 4)) {
            Instant end = lab.now().plus(WEEK);
            while (lab.now().isBefore(end)) {
                lab.goOn(Duration.ofMinutes(20));
                // Seven to nine tenths of what 16 GPUs can take.
                for (int i = random.nextInt(3); i > 0; i--) {
                    all.add(lab.submit("w" + (int) Math.sqrt(random.nextInt(50)), wish(random)));
                }
            }
            for (JobRef job : all) {
                Instant created = lab.job(job).state().times().created();
                assertThat(Duration.between(created, lab.placed(job).orElse(end)))
                        .as("seed " + seed + ": how long " + job + " waited")
                        .isLessThan(Duration.ofDays(2));
            }
        }
    }

    private static Wish wish(Random random) {
        int[] gpus = {1, 1, 1, 1, 2, 2, 4, 8};
        Level[] levels = Level.values();
        Duration runtime = Duration.ofMinutes(10 + random.nextInt(180));
        Wish wish = Wish.of(gpus[random.nextInt(gpus.length)], runtime).urgency(levels[random.nextInt(levels.length)]);
        return random.nextBoolean() ? wish.within(runtime.plusMinutes(10)) : wish;
    }
}
