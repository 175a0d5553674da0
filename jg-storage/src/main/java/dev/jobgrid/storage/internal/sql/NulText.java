package dev.jobgrid.storage.internal.sql;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Replaces NUL in texts for PostgreSQL, which accepts every other character, by its symbol. Texts that must be read
 * back unchanged (specs, states, log lines) are not stored as plain text and keep it. Immutable.
 */
public final class NulText implements ArgumentFactory.Preparable {
    private static final char SYMBOL = '\u2400';

    /** The text as it may be stored. */
    public static String without(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', SYMBOL);
    }

    @Override
    public Optional<Argument> build(Type type, Object value, ConfigRegistry config) {
        return prepare(type, config).map(argument -> argument.apply(value));
    }

    @Override
    public Optional<Function<Object, Argument>> prepare(Type type, ConfigRegistry config) {
        return type == String.class ? Optional.of(NulText::argument) : Optional.empty();
    }

    private static Argument argument(@Nullable Object value) {
        @Nullable String stored = value == null ? null : without((String) value);
        return (position, statement, context) -> statement.setString(position, stored);
    }
}
