package dev.jobgrid.internal.capacity;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.spi.store.Instance;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Nodes that accept no work, are away, or have not answered yet, as a reason for jobs to wait. Immutable. */
public final class AbsentNodes {
    public static final AbsentNodes NONE = new AbsentNodes(List.of(), List.of());

    private static final int SHOWN = 3;

    private final Set<String> closed;
    private final List<String> unknown;
    private final Map<String, Instant> away = new HashMap<>();

    /**
     * The absent ones of these nodes.
     *
     * @param gone those of them that are away
     */
    AbsentNodes(List<Instance.Node> nodes, List<AwayNode> gone) {
        closed = nodes.stream()
                .filter(node -> !node.node().isAccepting())
                .map(AbsentNodes::name)
                .collect(Collectors.toSet());
        unknown = nodes.stream()
                .filter(node -> node.node().isUnknown())
                .map(AbsentNodes::name)
                .sorted()
                .toList();
        gone.forEach(node -> away.put(name(node.node()), node.since()));
    }

    private static String name(Instance.Node node) {
        return node.node().id().value();
    }

    /** Whether a node has not answered yet. */
    public boolean isAnyUnknown() {
        return !unknown.isEmpty();
    }

    /**
     * Why a job that no known node can run waits, for people; empty if it need not wait.
     *
     * @param image its image, if a node with that image could run it
     */
    public Optional<String> reason(Optional<String> image) {
        if (image.isEmpty() && unknown.isEmpty()) {
            return Optional.empty();
        }
        String why = image.map(name -> "No known node that fits has the image '" + name + "' or fetches images")
                .orElse("No known node can run the job");
        return Optional.of(
                why + (unknown.isEmpty() ? "" : ", and " + unanswered()) + "; the job waits for one that can.");
    }

    private String unanswered() {
        Stream<String> shown = unknown.stream().limit(SHOWN).map(name -> "'" + name + "'");
        long more = Math.max(0, unknown.size() - SHOWN);
        String names = shown.collect(Collectors.joining(", ")) + (more == 0 ? "" : " and " + more + " more");
        return unknown.size() == 1
                ? "the node " + names + " has not answered yet"
                : "the nodes " + names + " have not answered yet";
    }

    /**
     * Why a job waits that could only run on nodes that accept no work or are away, for people; empty if others could run
     * it too.
     */
    public Optional<String> reason(Decision decision) {
        if (decision.outcome() != Outcome.BUSY) {
            return Optional.empty();
        }
        String chosen = decision.chosen().orElseThrow().node();
        boolean isOpen = !closed.contains(chosen)
                || decision.rejections().stream()
                        .anyMatch(other -> other.reason() == Reason.BUSY
                                && !closed.contains(other.offer().node()));
        return isOpen ? Optional.empty() : Optional.of(sentence(chosen));
    }

    private String sentence(String node) {
        if (unknown.contains(node)) {
            // Away as an earlier grid knew it, and reached by one that knows nothing of it yet.
            return "The node '" + node + "' could run the job and has not answered yet; the job waits for it.";
        }
        Instant since = away.get(node);
        return since == null
                ? "The node '" + node + "' could run the job but accepts no work now, as while its engine does not"
                        + " answer; the job waits for it."
                : "The node '" + node + "' is away since " + AwayNode.minute(since) + "; the job waits for it.";
    }

    /** Why a job waits that could only run on nodes that accept no work, if the router chose one that is away. */
    public Optional<String> awayReason(Decision decision) {
        return reason(decision)
                .filter(why -> away.containsKey(decision.chosen().orElseThrow().node()));
    }
}
