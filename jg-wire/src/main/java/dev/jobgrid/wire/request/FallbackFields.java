package dev.jobgrid.wire.request;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Objects that may each hold a field. The first that has it wins; what is wrong with the others is found all the same. */
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
