package dev.jobgrid.wire.request;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Alternative objects for a field. The first one with the field is used; problems of the others are still reported. */
record FallbackFields(List<Fields> layers) {
    static FallbackFields of(Fields... layers) {
        return new FallbackFields(List.of(layers));
    }

    <T> Optional<T> first(Function<Fields, Optional<T>> read) {
        Optional<T> found = Optional.empty();
        for (Fields layer : layers) {
            Optional<T> value = read.apply(layer);
            found = found.isPresent() ? found : value;
        }
        return found;
    }
}
