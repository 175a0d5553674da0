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
public final class CreditAnswer {
    private CreditAnswer() {}

    /** Reads a balance. */
    public static CreditBalance balance(byte[] body) throws IOException {
        return Answer.read(body, CreditAnswer::balance);
    }

    private static CreditBalance balance(Answer answer) {
        return new CreditBalance(answer.usd("available_usd"), answer.usd("reserved_usd"));
    }

    /** Reads a page of movements. */
    public static CreditPage page(byte[] body) throws IOException {
        return Answer.read(
                body,
                answer -> new CreditPage(
                        answer.objects("movements").stream()
                                .map(CreditAnswer::movement)
                                .toList(),
                        answer.text("next_cursor")
                                .map(number -> OptionalLong.of(Long.parseLong(number)))
                                .orElse(OptionalLong.empty())));
    }

    private static CreditMovement movement(Answer item) {
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
