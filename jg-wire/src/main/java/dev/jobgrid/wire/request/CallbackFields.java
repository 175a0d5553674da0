package dev.jobgrid.wire.request;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.job.CallbackTarget;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the callback of a job (reference §11): {@code callback_url} and related fields, the same in {@code callback},
 * or {@code webhook_url}, the older name of the address; in that order.
 */
final class CallbackFields {
    private CallbackFields() {}

    static Optional<CallbackTarget> read(Fields fields) {
        Fields nested = fields.object("callback");
        Optional<String> top = fields.text("callback_url");
        Optional<String> inner = nested.text("url");
        Optional<String> webhook = fields.text("webhook_url");
        Optional<String> url = top.or(() -> inner).or(() -> webhook);

        Optional<String> topToken = fields.secretText("callback_auth_token").filter(t -> !t.isEmpty());
        Optional<String> innerToken = nested.secretText("auth_token").filter(t -> !t.isEmpty());
        Optional<Secret> token = topToken.or(() -> innerToken).map(Secret::new);

        Map<String, String> topMetadata = fields.textMap("callback_metadata");
        Map<String, String> innerMetadata = nested.textMap("metadata");
        Map<String, String> metadata = topMetadata.isEmpty() ? innerMetadata : topMetadata;
        nested.warnOfOthers();

        if (url.isEmpty() && (token.isPresent() || !metadata.isEmpty()) && hasNoUrl(fields)) {
            fields.findings()
                    .invalid(
                            "callback_url",
                            "callback_url is missing, and a callback's token or metadata is given; give the address too");
        }
        return url.map(address -> new CallbackTarget(address, token, metadata));
    }

    /** Whether the address is absent, rather than invalid and already reported. */
    private static boolean hasNoUrl(Fields fields) {
        RequestDiagnostics findings = fields.findings();
        return !findings.isAbout("callback_url")
                && !findings.isAbout("callback.url")
                && !findings.isAbout("webhook_url");
    }
}
