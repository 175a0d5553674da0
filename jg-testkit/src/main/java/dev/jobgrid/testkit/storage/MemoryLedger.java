package dev.jobgrid.testkit.storage;

import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.credits.TopUp;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Settlement;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.CreditHold;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.NewJob;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Credits in memory. Shares a lock with the jobs, so that transactions are atomic. Thread-safe. */
final class MemoryLedger implements Ledger {
    private final Object lock;
    private final Map<JobRef, CreditHold> reservations = new HashMap<>();
    private final Map<WorkspaceId, List<CreditMovement>> movements = new HashMap<>();

    MemoryLedger(Object lock) {
        this.lock = lock;
    }

    void hold(NewJob fresh) {
        synchronized (lock) {
            Job job = fresh.job();
            reservations.put(job.ref(), new CreditHold(job.ref(), fresh.reservation(), Optional.empty()));
            job.state()
                    .cost()
                    .held()
                    .filter(amount -> amount.compareTo(Usd.ZERO) > 0)
                    .ifPresent(amount -> add(
                            job.ref().workspace(),
                            position(job.ref().workspace())
                                    .reserve(
                                            job.id(),
                                            amount,
                                            job.state().times().created())));
        }
    }

    void forget(JobRef job) {
        synchronized (lock) {
            reservations.remove(job);
        }
    }

    void settle(Job job, Settlement settlement) {
        synchronized (lock) {
            JobRef ref = job.ref();
            reservations.computeIfPresent(
                    ref, (any, open) -> new CreditHold(ref, open.held(), Optional.of(settlement.charged())));
            if (settlement.isMoving()) {
                add(
                        ref.workspace(),
                        position(ref.workspace())
                                .settle(
                                        ref.id(),
                                        settlement,
                                        job.state().times().updated()));
            }
        }
    }

    private void add(WorkspaceId workspace, CreditMovement movement) {
        movements.computeIfAbsent(workspace, any -> new ArrayList<>()).add(movement);
    }

    @Override
    public Optional<CreditHold> find(JobRef job) {
        synchronized (lock) {
            return Optional.ofNullable(reservations.get(job));
        }
    }

    @Override
    public CreditPosition position(WorkspaceId workspace) {
        List<CreditMovement> all = all(workspace);
        return all.isEmpty() ? CreditPosition.START : all.get(all.size() - 1).position();
    }

    @Override
    public CreditMovement topUp(TopUp topUp) {
        synchronized (lock) {
            Optional<CreditMovement> before = all(topUp.workspace()).stream()
                    .filter(movement -> movement.reference().equals(Optional.of(topUp.reference())))
                    .findAny();
            return before.orElseGet(() -> {
                CreditMovement movement = position(topUp.workspace()).topUp(topUp);
                add(topUp.workspace(), movement);
                return movement;
            });
        }
    }

    @Override
    public List<CreditMovement> movements(WorkspaceId workspace, OptionalLong before, int limit) {
        List<CreditMovement> newestFirst = new ArrayList<>(all(workspace));
        Collections.reverse(newestFirst);
        return newestFirst.stream()
                .filter(movement -> before.isEmpty() || movement.number() < before.getAsLong())
                .limit(limit)
                .toList();
    }

    private List<CreditMovement> all(WorkspaceId workspace) {
        synchronized (lock) {
            return List.copyOf(movements.getOrDefault(workspace, List.of()));
        }
    }
}
