package dev.jobgrid.testkit.storage;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Attempt;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.ForgottenAllocation;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Allocations by run. Shares a lock with the jobs, so that transactions are atomic. Thread-safe. */
final class MemoryHoldStore implements AllocationStore {
    private final Object lock;
    private final MemoryInstanceStore instances;
    private final Map<RunKey, Allocation> holds = new LinkedHashMap<>();
    private final Set<Device> held = new HashSet<>();
    private final Predicate<RunKey> isOver;
    private Predicate<Transition> jobs = change -> false;

    private record Device(String executor, MachineId machine, String id) {}

    MemoryHoldStore(Object lock, Predicate<RunKey> isOver, MemoryInstanceStore instances) {
        this.lock = lock;
        this.isOver = isOver;
        this.instances = instances;
    }

    /** Sets the function that applies transitions of forgotten runs; false if the job has another version. */
    void changesBy(Predicate<Transition> store) {
        jobs = store;
    }

    /** Applies a transition to the allocations; false, without a change, if another run has one of the devices. */
    boolean change(Transition transition) {
        if (transition.releasesAllocation()) {
            synchronized (lock) {
                Optional.ofNullable(holds.get(transition.before().run())).ifPresent(this::remove);
            }
            return true;
        }
        if (transition.releasesDevices()) {
            withoutDevices(
                    transition.after().run(),
                    transition.after().attempt().owner().orElseThrow());
            return true;
        }
        if (!transition.isPlacing() && !transition.isTakingOver()) {
            return true;
        }
        Job after = transition.after();
        synchronized (lock) {
            Allocation before = holds.get(after.run());
            if (before != null && transition.isTakingOver()) {
                holds.put(after.run(), ownedBy(before, after.attempt().owner().orElseThrow()));
                return true;
            }
            return hold(after);
        }
    }

    /**
     * Allocates the devices of all these placed jobs, or of none.
     *
     * @return the first of which another run has a device
     */
    Optional<Job> holdAll(List<Job> placed) {
        synchronized (lock) {
            for (int i = 0; i < placed.size(); i++) {
                if (!hold(placed.get(i))) {
                    placed.subList(0, i).stream()
                            .flatMap(job -> Stream.ofNullable(holds.get(job.run())))
                            .forEach(this::remove);
                    return Optional.of(placed.get(i));
                }
            }
            return Optional.empty();
        }
    }

    /** Allocates the devices of a placed job's run; false, without a change, if another run has one of them. */
    private boolean hold(Job placed) {
        Attempt attempt = placed.attempt();
        Placement place = attempt.placement().orElseThrow();
        RunKey run = placed.run();
        List<String> wanted = placed.phase() == ExecutionPhase.CLEANUP ? List.of() : place.gpuIds();
        Allocation hold = new Allocation(
                run,
                attempt.owner().orElseThrow(),
                place.executor(),
                place.machine(),
                wanted,
                Optional.of(place.node()));
        synchronized (lock) {
            List<Device> devices = devices(hold);
            if (devices.stream().anyMatch(held::contains)) {
                return false;
            }
            held.addAll(devices);
            holds.put(run, hold);
            return true;
        }
    }

    private static List<Device> devices(Allocation hold) {
        return hold.devices().stream()
                .map(id -> new Device(hold.executor(), hold.machine(), id))
                .toList();
    }

    private static Allocation ownedBy(Allocation hold, InstanceId owner) {
        return new Allocation(hold.run(), owner, hold.executor(), hold.machine(), hold.devices(), hold.node());
    }

    @Override
    public List<Allocation> list() {
        synchronized (lock) {
            // By place, so that a simulation's life does not hang on random ids.
            return holds.values().stream()
                    .sorted(Comparator.comparing((Allocation hold) -> hold.executor() + "/" + hold.machine())
                            .thenComparing(hold -> hold.devices().toString()))
                    .toList();
        }
    }

    boolean isHeld(JobRef job) {
        synchronized (lock) {
            return holds.keySet().stream().anyMatch(run -> run.job().equals(job));
        }
    }

    @Override
    public boolean takeOver(RunKey run, InstanceId from, InstanceId to) {
        synchronized (lock) {
            Allocation hold = holds.get(run);
            if (hold == null || !hold.owner().equals(from)) {
                return false;
            }
            holds.put(run, ownedBy(hold, to));
            return true;
        }
    }

    @Override
    public boolean free(RunKey run, InstanceId owner) {
        boolean freed = withoutDevices(run, owner);
        if (freed) {
            instances.workStored();
        }
        return freed;
    }

    private boolean withoutDevices(RunKey run, InstanceId owner) {
        synchronized (lock) {
            Allocation hold = holds.get(run);
            if (hold == null || !hold.owner().equals(owner)) {
                return false;
            }
            devices(hold).forEach(held::remove);
            holds.put(run, new Allocation(run, owner, hold.executor(), hold.machine(), List.of(), hold.node()));
            return true;
        }
    }

    @Override
    public boolean release(RunKey run, InstanceId owner) {
        synchronized (lock) {
            Allocation hold = holds.get(run);
            if (hold == null || !hold.owner().equals(owner)) {
                return false;
            }
            remove(hold);
        }
        instances.workStored();
        return true;
    }

    private void remove(Allocation hold) {
        holds.remove(hold.run());
        devices(hold).forEach(held::remove);
    }

    @Override
    public boolean forget(ForgottenAllocation forgotten) {
        return instances.ifAbandoned(forgotten.hold(), () -> tryRemove(forgotten));
    }

    private boolean tryRemove(ForgottenAllocation forgotten) {
        Allocation listed = forgotten.hold();
        synchronized (lock) {
            Allocation hold = holds.get(listed.run());
            if (hold == null
                    || !hold.owner().equals(listed.owner())
                    || !hold.executor().equals(listed.executor())
                    || !hold.machine().equals(listed.machine())
                    || !forgotten.change().map(jobs::test).orElse(true)) {
                return false;
            }
            remove(hold);
            return true;
        }
    }

    @Override
    public List<RunKey> over(InstanceId owner) {
        synchronized (lock) {
            return holds.values().stream()
                    .filter(hold -> hold.owner().equals(owner))
                    .map(Allocation::run)
                    .filter(isOver)
                    .toList();
        }
    }
}
