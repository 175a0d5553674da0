package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.schedule.FairShare.Standing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/** Workspaces with queued jobs, their order, and the next lane of each. Pure; single-threaded. */
final class WaitingWorkspaces {
    private static final Comparator<Candidate> LEAST_FIRST =
            Comparator.comparing(Candidate::standing).thenComparingInt(Candidate::known);

    private final FairShare share;
    private final Set<WorkspaceId> known = new LinkedHashSet<>();
    private final Set<WorkspaceId> fresh = new LinkedHashSet<>();
    private final Set<WorkspaceId> tried = new HashSet<>();
    private final Map<WorkspaceId, String> next = new HashMap<>();
    private final Set<WorkspaceId> wrapped = new HashSet<>();
    private final Deque<WorkspaceId> toNotify = new ArrayDeque<>();

    private record Candidate(WorkspaceId workspace, Standing standing, int known) {}

    WaitingWorkspaces(FairShare share) {
        this.share = share;
    }

    /** Adds a workspace with queued jobs. */
    void add(WorkspaceId workspace) {
        if (known.add(workspace)) {
            arrive(workspace);
        }
    }

    /** Adds a workspace with a queued job that no pass has found. */
    void arrive(WorkspaceId workspace) {
        known.add(workspace);
        fresh.add(workspace);
        tried.remove(workspace);
    }

    /** Removes a workspace without a job that may be placed now. */
    void remove(WorkspaceId workspace) {
        known.remove(workspace);
        fresh.remove(workspace);
        tried.remove(workspace);
        wrapped.remove(workspace);
        next.remove(workspace);
    }

    int size() {
        return known.size();
    }

    /** Takes workspaces with new jobs since they were read; at most that many. */
    List<WorkspaceId> fresh(int max) {
        List<WorkspaceId> taken = fresh.stream().limit(max).toList();
        taken.forEach(fresh::remove);
        return taken;
    }

    boolean isAnyFresh() {
        return !fresh.isEmpty();
    }

    /** Restarts: all are tried again. */
    void beginRound() {
        tried.clear();
        wrapped.clear();
    }

    /** Workspaces not tried in this round, by share, least first. */
    List<WorkspaceId> least(int max) {
        PriorityQueue<Candidate> least = new PriorityQueue<>(LEAST_FIRST.reversed());
        int number = 0;
        for (WorkspaceId workspace : known) {
            if (tried.contains(workspace)) {
                continue;
            }
            least.add(new Candidate(workspace, share.standing(workspace), number++));
            if (least.size() > max) {
                least.remove();
            }
        }
        return least.stream().sorted(LEAST_FIRST).map(Candidate::workspace).toList();
    }

    boolean isEachTried() {
        return tried.size() >= known.size();
    }

    /** The next workspaces in turn, whatever their share; fewer at the end. */
    List<WorkspaceId> inTurn(int max) {
        if (toNotify.isEmpty()) {
            toNotify.addAll(known);
        }
        List<WorkspaceId> turn = new ArrayList<>();
        while (turn.size() < max && !toNotify.isEmpty()) {
            WorkspaceId workspace = toNotify.remove();
            if (known.contains(workspace)) {
                turn.add(workspace);
            }
        }
        return turn;
    }

    boolean isTurnOver() {
        return toNotify.isEmpty();
    }

    /** The shape of the lane where a pass over the workspace begins; empty for its first. */
    Optional<String> from(WorkspaceId workspace) {
        return Optional.ofNullable(next.get(workspace));
    }

    /** Sets the lane where the next pass over a workspace begins; empty for its first, after its last was read. */
    void goOn(WorkspaceId workspace, Optional<String> shape) {
        shape.ifPresentOrElse(value -> next.put(workspace, value), () -> next.remove(workspace));
    }

    /**
     * Records that no lane of a workspace from this one to its last could be placed.
     *
     * @param first that lane; empty for its first, and then all were tried
     */
    void tried(WorkspaceId workspace, Optional<String> first) {
        if (first.isEmpty() || !wrapped.add(workspace)) {
            tried.add(workspace);
        }
    }

    void addAll(Collection<WorkspaceId> workspaces) {
        workspaces.forEach(this::add);
    }
}
