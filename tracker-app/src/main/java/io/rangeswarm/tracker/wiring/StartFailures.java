package io.rangeswarm.tracker.wiring;

import io.rangeswarm.model.access.UnusableOption;
import io.rangeswarm.model.start.TypedName;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says in one line why the tracker did not start, when the reason is one that its user can change. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class StartFailures implements SpringBootExceptionReporter {

    /** H2's DATABASE_ALREADY_OPEN_1. */
    private static final int H2_ALREADY_OPEN = 90020;

    /** @param context is what Spring Boot hands to every reporter */
    StartFailures(ConfigurableApplicationContext context) {}

    @Override
    public boolean reportException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> line = explain(cause);
            if (line.isPresent()) {
                System.err.println(TypedName.or("tracker-app") + ": " + line.get());
                LoggerFactory.getLogger(StartFailures.class).debug("did not start", failure);
                return true;
            }
        }
        return false;
    }

    /** Whether the start failed because of what the user typed or wrote into an options file. */
    public static boolean isWrongUsage(Throwable failure) {
        return failure instanceof BindException
                || failure instanceof UnusableOption
                || BrokenOptionsFile.explain(failure).isPresent()
                || (failure.getCause() != null && isWrongUsage(failure.getCause()));
    }

    private static Optional<String> explain(Throwable cause) {
        if (cause instanceof PortInUseException taken) {
            return Optional.of("port " + taken.getPort() + " is taken; choose another with --port=N, or 0 for any");
        }
        if (cause instanceof UnusableDatabase || cause instanceof UnusableOption) {
            return Optional.of(String.valueOf(cause.getMessage()));
        }
        if (cause instanceof SQLException sql) {
            return Optional.of(
                    sql.getErrorCode() == H2_ALREADY_OPEN
                            ? "the data folder is in use by another tracker; choose another with --data=DIR"
                            : "the database cannot be used: " + firstLine(sql));
        }
        if (cause instanceof UnboundConfigurationPropertiesException unknown) {
            return Optional.of("there is no option "
                    + unknown.getUnboundProperties().stream()
                            .map(property -> property.getName().toString())
                            .collect(Collectors.joining(", "))
                    + "; all stand in application.yml");
        }
        if (cause instanceof BindException binding
                && !(root(binding) instanceof UnboundConfigurationPropertiesException)) {
            String rule = root(binding) instanceof NumberFormatException && binding.getProperty() != null
                    ? "'" + binding.getProperty().getValue() + "' is no number"
                    : firstLine(root(binding));
            String option = binding.getName().toString();
            return Optional.of(rule.startsWith(option) ? rule : "the option " + option + " is not valid: " + rule);
        }
        if (cause instanceof InvalidConfigurationPropertyValueException invalid) {
            return Optional.of("the option " + invalid.getName() + " is not valid: '" + invalid.getValue() + "'");
        }
        return BrokenOptionsFile.explain(cause);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
