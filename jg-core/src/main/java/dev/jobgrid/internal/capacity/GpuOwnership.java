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
 * GPUs that several nodes have, as an Engine and the processes of its host: told by the UUID that their driver gives
 * them, so not those that are declared by an index. One node offers each: the one on which it is held, or else the
 * first by the names of executor and node (then by the machines' ids), which all grids of a store find alike. Immutable.
 *
 * @param owners by UUID, the node that offers it
 * @param sentences what is not offered where, for people
 */
record GpuOwnership(Map<String, Slot.Node> owners, List<String> sentences) {
    static final GpuOwnership NONE = new GpuOwnership(Map.of(), List.of());

    // Bare, or as the end of the name of a CDI device.
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

    /** A GPU where it is found: by this id on this node. */
    private record Claim(Slot.Node at, NodeName node, String device) {
        boolean isHeld(Map<Slot.Node, Set<String>> busy) {
            return busy.getOrDefault(at, Set.of()).contains(device);
        }
    }

    /** Of these nodes, of which these devices are held. */
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
        return "GPU " + uuid + " is offered on " + name(owner) + " alone: " + String.join(", ", others)
                + " has the same card";
    }

    private static String name(Claim claim) {
        return "node '" + claim.node() + "' of executor '" + claim.at().executor() + "'";
    }

    private static Optional<String> uuid(GpuNode.Device device) {
        Matcher form = UUID.matcher(device.id().toLowerCase(Locale.ROOT));
        return !device.simulated() && form.matches() ? Optional.of(form.group(1)) : Optional.empty();
    }

    /** The devices of a node that it offers. */
    List<GpuNode.Device> offered(Instance.Node node) {
        if (owners.isEmpty()) {
            return node.node().devices();
        }
        Slot.Node at = Slot.Node.of(node);
        return node.node().devices().stream()
                .filter(device -> uuid(device).map(owners::get).map(at::equals).orElse(true))
                .toList();
    }

    /** How it looks to an operator; empty if no GPU is shared. */
    Optional<HealthCheck> check() {
        return sentences.stream()
                .findFirst()
                .map(first -> HealthCheck.degraded(
                        "gpus",
                        first + (sentences.size() > 1 ? ", and so are " + (sentences.size() - 1) + " more" : "")
                                + ". Let one executor alone look for the GPUs of a host"));
    }
}
