package dev.jobgrid.console.internal.pages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.client.DraftRequest;
import java.util.Optional;
import java.util.TreeMap;

/** A spec without its secrets: values of variables, and the token and address of the callback. A job in this process has them. */
final class SafeSpec {
    private static final String HIDDEN = "•••";

    private SafeSpec() {}

    /** The spec with stars for values of variables, and nothing of its callback but the receiver. */
    static JobSpec of(JobSpec spec) {
        TreeMap<String, String> names = new TreeMap<>();
        spec.environment().values().keySet().forEach(name -> names.put(name, HIDDEN));
        JobSpec.Builder safe = spec.toBuilder().environment(new Environment(names));
        // Path and query of an address may hold a secret too.
        spec.callback()
                .ifPresent(target -> safe.callback(new CallbackTarget(
                        "https://" + target.receiver() + "/" + HIDDEN, Optional.empty(), target.metadata())));
        return safe.build();
    }

    /** The published JSON of the spec without its secrets, in lines. */
    static String json(JobSpec spec) {
        return object(of(spec)).toPrettyString();
    }

    /** The published JSON of a spec, as a tree. */
    static ObjectNode object(JobSpec spec) {
        return WireJson.object(DraftRequest.write(spec));
    }
}
