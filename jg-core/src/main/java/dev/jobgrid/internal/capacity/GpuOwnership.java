package dev.jobgrid.internal.capacity;

import dev.jobgrid.id.NodeName;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Instance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Assigns GPUs that several nodes see, such as an Engine and its host's processes, to one node each. Recognised by the
 * driver's UUID, so not if declared by an index. The owner is the node on which the GPU is held, or else the first by
 * executor and node name (then by machine id), which is the same for all grids of a store. Immutable.
 *
 * @param owners by UUID, the node that offers it
 * @param sentences GPUs that are not offered on a node, for people
 */
record GpuOwnership(Map<String, Slot.Node> owners, List<String> sentences) {
    static final GpuOwnership NONE = new GpuOwnership(Map.of(), List.of());

    // Alone, or at the end of the name of a CDI device.
    private static final Pattern UUID =
            Pattern.compile("(?:.*=)?((?:gpu|mig)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");
    private static final Comparator<Claim> ORDER = Comparator.comparing(
                    (Claim claim) -> claim.at().executor())
            .thenComparing(claim -> claim.node().value())
            .thenComparing(claim -> claim.at().machine().value());

    GpuOwnership {
        owners = Map.copyOf(owners);
        sentences = List.copyOf(sentences);
    }

    /** A GPU with its id on a node. */
    private record Claim(Slot.Node at, NodeName node, String device) {
        boolean isHeld(Map<Slot.Node, Set<String>> busy) {
            return busy.getOrDefault(at, Set.of()).contains(device);
        }
    }

    /** The ownership for these nodes with these held devices. */
    static GpuOwnership among(List<Instance.Node> nodes, Map<Slot.Node, Set<String>> busy) {
        Map<String, Slot.Node> owners = new HashMap<>();
        List<String> sentences = new ArrayList<>();
        claims(nodes).forEach((uuid, claims) -> {
            if (claims.size() > 1) {
                Claim owner = owner(claims, busy);
                owners.put(uuid, owner.at());
                sentences.add(sentence(uuid, owner, claims));
            }
        });
        return new GpuOwnership(owners, sentences);
    }

    private static Map<String, List<Claim>> claims(List<Instance.Node> nodes) {
        Map<String, List<Claim>> claims = new TreeMap<>();
        for (Instance.Node node : nodes) {
            for (GpuNode.Device device : node.node().devices()) {
                uuid(device)
                        .ifPresent(uuid -> claims.computeIfAbsent(uuid, none -> new ArrayList<>())
                                .add(new Claim(Slot.Node.of(node), node.node().id(), device.id())));
            }
        }
        return claims;
    }

    private static Claim owner(List<Claim> claims, Map<Slot.Node, Set<String>> busy) {
        return claims.stream()
                .filter(claim -> claim.isHeld(busy))
                .min(ORDER)
                .orElseGet(() -> claims.stream().min(ORDER).orElseThrow());
    }

    private static String sentence(String uuid, Claim owner, List<Claim> claims) {
        List<String> others = claims.stream()
                .filter(claim -> !claim.at().equals(owner.at()))
                .sorted(ORDER)
                .map(GpuOwnership::name)
                .toList();
        return "GPU " + uuid + " is visible on several nodes and offered on " + name(owner) + " only (also on "
                + String.join(", ", others) + ")";
    }

    private static String name(Claim claim) {
        return "node '" + claim.node() + "' of executor '" + claim.at().executor() + "'";
    }

    private static Optional<String> uuid(GpuNode.Device device) {
        Matcher form = UUID.matcher(device.id().toLowerCase(Locale.ROOT));
        return !device.simulated() && form.matches() ? Optional.of(form.group(1)) : Optional.empty();
    }

    /** The devices that a node offers. */
    List<GpuNode.Device> offered(Instance.Node node) {
        if (owners.isEmpty()) {
            return node.node().devices();
        }
        Slot.Node at = Slot.Node.of(node);
        return node.node().devices().stream()
                .filter(device -> uuid(device).map(owners::get).map(at::equals).orElse(true))
                .toList();
    }

    /** A report for the operator; empty if no GPU is on several nodes. */
    Optional<HealthCheck> check() {
        return sentences.stream()
                .findFirst()
                .map(first -> HealthCheck.degraded(
                        "gpus",
                        first + (sentences.size() > 1 ? ", and so are " + (sentences.size() - 1) + " more" : "")
                                + ". Let one executor alone look for the GPUs of a host"));
    }
}
