package dev.jobgrid.wire.client;

import dev.jobgrid.credits.CreditAccount;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditEntry;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPage;
import dev.jobgrid.id.JobId;
import java.io.IOException;
import java.util.OptionalLong;

/** Reads responses about credits. */
public final class CreditReader {
    private CreditReader() {}

    /** Reads a balance. */
    public static CreditBalance balance(byte[] body) throws IOException {
        return ResponseObject.read(body, CreditReader::balance);
    }

    private static CreditBalance balance(ResponseObject response) {
        return new CreditBalance(response.usd("available_usd"), response.usd("reserved_usd"));
    }

    /** Reads a page of movements. */
    public static CreditPage page(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> new CreditPage(
                        response.objects("movements").stream()
                                .map(CreditReader::movement)
                                .toList(),
                        response.text("next_cursor")
                                .map(number -> OptionalLong.of(Long.parseLong(number)))
                                .orElse(OptionalLong.empty())));
    }

    private static CreditMovement movement(ResponseObject item) {
        return new CreditMovement(
                item.need(item.number("number"), "number"),
                item.needWord("type", CreditMovement.Kind.class),
                item.text("job_id").map(JobId::new),
                item.text("reference"),
                item.needTime("created_at"),
                item.objects("entries").stream()
                        .map(entry -> new CreditEntry(
                                entry.needWord("account", CreditAccount.class), entry.micros("amount_usd")))
                        .toList(),
                balance(item.needObject("balance")));
    }
}
