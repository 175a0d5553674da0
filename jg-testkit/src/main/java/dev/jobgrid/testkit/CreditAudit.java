package dev.jobgrid.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.credits.CreditAccount;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditMovement.Kind;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.Ledger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Checks the invariants of a workspace's credits without concurrent movements: no account below zero, all entries sum
 * to zero, each credit hold is created once and settled once after its job has ended. Throws {@link AssertionError}.
 */
public final class CreditAudit {
    private static final int PAGE = 100;

    private CreditAudit() {}

    /** Checks all movements. */
    public static void check(Ledger ledger, WorkspaceId workspace, Collection<Job> jobs) {
        List<CreditMovement> movements = movements(ledger, workspace);
        checkSums(movements, ledger.position(workspace));
        Map<JobId, List<CreditMovement>> byJob = new HashMap<>();
        movements.forEach(movement -> movement.job()
                .ifPresent(id ->
                        byJob.computeIfAbsent(id, any -> new ArrayList<>()).add(movement)));
        long reserved = 0;
        for (Job job : jobs) {
            checkJob(job, Optional.ofNullable(byJob.remove(job.id())).orElse(List.of()));
            reserved += job.isTerminal() ? 0 : held(job);
        }
        assertThat(byJob.keySet()).as("jobs that hold credits and do not exist").isEmpty();
        assertThat(ledger.position(workspace).balance().reserved())
                .as("held by jobs that are not over")
                .isEqualTo(new Usd(reserved));
    }

    /** All movements, oldest first. */
    public static List<CreditMovement> movements(Ledger ledger, WorkspaceId workspace) {
        List<CreditMovement> all = new ArrayList<>();
        OptionalLong before = OptionalLong.empty();
        List<CreditMovement> page;
        do {
            page = ledger.movements(workspace, before, PAGE);
            all.addAll(page);
            before = all.isEmpty()
                    ? before
                    : OptionalLong.of(all.get(all.size() - 1).number());
        } while (page.size() == PAGE);
        Collections.reverse(all);
        return all;
    }

    private static void checkSums(List<CreditMovement> movements, CreditPosition position) {
        CreditPosition at = CreditPosition.START;
        long sum = 0;
        for (CreditMovement movement : movements) {
            assertThat(movement.number()).as("number").isEqualTo(at.number() + 1);
            assertThat(movement.after()).as("after " + movement).isEqualTo(plus(at.balance(), movement));
            for (CreditAccount account : CreditAccount.values()) {
                sum += movement.gain(account);
            }
            at = movement.position();
        }
        assertThat(sum).as("all entries together").isZero();
        assertThat(position).as("the account, after all that moved").isEqualTo(at);
    }

    private static CreditBalance plus(CreditBalance balance, CreditMovement movement) {
        return new CreditBalance(
                new Usd(balance.available().micros() + movement.gain(CreditAccount.AVAILABLE)),
                new Usd(balance.reserved().micros() + movement.gain(CreditAccount.RESERVED)));
    }

    private static void checkJob(Job job, List<CreditMovement> movements) {
        List<Kind> expected = held(job) == 0
                ? List.of()
                : job.isTerminal() ? List.of(Kind.RESERVATION, Kind.SETTLEMENT) : List.of(Kind.RESERVATION);
        assertThat(movements)
                .as(job.ref() + ": what moved")
                .extracting(CreditMovement::kind)
                .isEqualTo(expected);
        if (!movements.isEmpty()) {
            assertThat(movements.get(0).gain(CreditAccount.RESERVED))
                    .as(job.ref() + ": held")
                    .isEqualTo(held(job));
        }
        if (movements.size() == 2) {
            assertThat(movements.get(1).gain(CreditAccount.REVENUE))
                    .as(job.ref() + ": charged")
                    .isEqualTo(job.state().cost().actual().orElse(Usd.ZERO).micros());
        }
    }

    private static long held(Job job) {
        return job.state().cost().held().orElse(Usd.ZERO).micros();
    }
}
