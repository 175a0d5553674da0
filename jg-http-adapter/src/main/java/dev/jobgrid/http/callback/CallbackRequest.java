package dev.jobgrid.http.callback;

import dev.jobgrid.callbacks.CallbackSignature;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Job;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.response.CallbackJson;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** Writes a callback as a request (§11). Immutable. */
record CallbackRequest(Optional<CallbackSignature> signature, InstantSource clock) {
    private static final String VERSION = "v1";

    HttpPost of(Job job, CallbackDelivery delivery, CallbackTarget target) {
        Instant now = clock.instant();
        byte[] body = WireJson.bytes(CallbackJson.of(job, delivery));
        HttpPost request = new HttpPost(URI.create(target.url()));
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        request.setHeader("User-Agent", "JobGrid");
        request.setHeader("X-JungleGrid-Callback-Version", VERSION);
        request.setHeader("X-JungleGrid-Callback-Timestamp", now.getEpochSecond());
        request.setHeader("X-JungleGrid-Job-ID", job.id().value());
        request.setHeader("X-JungleGrid-Job-Status", delivery.status().name().toLowerCase(Locale.ROOT));
        request.setHeader("X-JungleGrid-Delivery", delivery.id());
        signature.ifPresent(key -> request.setHeader(CallbackSignature.HEADER, key.sign(body, now)));
        target.authToken().ifPresent(token -> request.setHeader("Authorization", "Bearer " + token.value()));
        return request;
    }
}
