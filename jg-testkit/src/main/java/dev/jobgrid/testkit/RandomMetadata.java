package dev.jobgrid.testkit;

import dev.jobgrid.job.Metadata;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Generates metadata with every kind of value. */
final class RandomMetadata {
    private static final int DEPTH = 3;

    private RandomMetadata() {}

    @SuppressWarnings("NullAway") // a value of the client's may be null
    static Metadata draw(RandomValues dice) {
        return new Metadata(map(dice, DEPTH));
    }

    private static Map<String, @Nullable Object> map(RandomValues dice, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        int size = dice.number(0, 4);
        for (int i = 0; i < size; i++) {
            map.put(dice.oneIn(20) ? "" : dice.text(), value(dice, depth - 1));
        }
        return map;
    }

    private static @Nullable Object value(RandomValues dice, int depth) {
        return switch (dice.number(depth > 0 ? 0 : 2, 9)) {
            case 0 -> map(dice, depth);
            case 1 -> list(dice, depth);
            case 2 -> null;
            case 3 -> dice.coin();
            case 4 -> dice.number(-1000, 1000);
            case 5 -> Long.MAX_VALUE - dice.number(0, 9);
            case 6 -> BigInteger.TEN.pow(dice.number(19, 40)).negate();
            case 7 -> dice.real();
            case 8 -> dice.oneIn(10) ? "nul \u0000 inside" : "";
            default -> dice.text();
        };
    }

    private static List<@Nullable Object> list(RandomValues dice, int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        int size = dice.number(0, 3);
        for (int i = 0; i < size; i++) {
            list.add(value(dice, depth - 1));
        }
        return list;
    }
}
