package dev.jobgrid.server.admin;

import dev.jobgrid.Credits;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.id.JobId;
import dev.jobgrid.routing.Usd;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Carries out operators' requests about credits, and answers in lines for people. */
final class CreditLines {
    private static final int SHOWN = 50;
    private static final int MICRO_DIGITS = 6;

    private CreditLines() {}

    static String added(Credits credits, AdminRequest request) {
        CreditMovement movement = credits.topUp(dollars(request.one("amount")), request.one("reference"));
        return "movement " + movement.number() + " of " + movement.at() + "; the workspace has "
                + credits.balance().available() + " available";
    }

    private static Usd dollars(String text) {
        try {
            return new Usd(new BigDecimal(text).movePointRight(MICRO_DIGITS).longValueExact());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no amount; 25 and 0.5 are, of dollars with up to six digits after the point", e);
        }
    }

    static List<String> balance(Credits credits) {
        CreditBalance balance = credits.balance();
        return List.of("available  " + balance.available(), "reserved   " + balance.reserved());
    }

    static List<String> history(Credits credits) {
        List<CreditMovement> newest =
                credits.history(OptionalLong.empty(), SHOWN).movements();
        return newest.isEmpty()
                ? List.of("nothing moved yet")
                : newest.stream().map(CreditLines::line).toList();
    }

    private static String line(CreditMovement movement) {
        String about =
                movement.reference().or(() -> movement.job().map(JobId::value)).orElse("");
        String entries = movement.entries().stream()
                .map(entry -> word(entry.account()) + " " + signed(entry.micros()))
                .collect(Collectors.joining(", "));
        return movement.number() + "  " + movement.at() + "  " + word(movement.kind()) + "  " + about + "  " + entries
                + "  leaves " + movement.after().available();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String signed(long micros) {
        return (micros < 0 ? "-" : "+") + new Usd(Math.abs(micros));
    }
}
