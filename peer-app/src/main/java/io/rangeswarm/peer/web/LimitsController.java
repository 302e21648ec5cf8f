package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.LimitsView;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.limit.LimitExemption;
import io.rangeswarm.peer.core.limit.Limits;
import io.rangeswarm.peer.core.limit.TransferLimits;
import io.rangeswarm.peer.web.problem.ProblemException;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** For this machine's user: how much the peer may send and receive, while it runs. */
@RestController
public final class LimitsController {

    private static final Logger log = LoggerFactory.getLogger(LimitsController.class);

    private static final double WHOLE_DOUBLE_MAX = 1L << 53;

    private final TransferLimits limits;

    public LimitsController(TransferLimits limits) {
        this.limits = limits;
    }

    @GetMapping(ApiPaths.LIMITS)
    LimitsView now() {
        return view(limits.current());
    }

    /**
     * Changes the limits that are named, all or none of them, at once. It takes any members, because a misspelt one
     * would otherwise seem to have worked.
     */
    @PutMapping(ApiPaths.LIMITS)
    LimitsView change(@RequestBody Map<String, @Nullable Object> members) {
        if (members.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST, "nothing to change: name upload, download or exempt");
        }
        UnaryOperator<Limits> change = UnaryOperator.identity();
        for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
            UnaryOperator<Limits> before = change;
            UnaryOperator<Limits> next = changeOf(member.getKey(), text(member.getKey(), member.getValue()));
            change = present -> next.apply(before.apply(present));
        }
        Limits changed = limits.change(change);
        log.info("limits: upload {}, download {}, exempt {}", changed.upload(), changed.download(), changed.exempt());
        return view(changed);
    }

    private static UnaryOperator<Limits> changeOf(String name, String value) {
        switch (name) {
            case "upload" -> {
                Bandwidth rate = read(name, value, Bandwidth::parse);
                return present -> present.withUpload(rate);
            }
            case "download" -> {
                Bandwidth rate = read(name, value, Bandwidth::parse);
                return present -> present.withDownload(rate);
            }
            case "exempt" -> {
                LimitExemption exemption = read(name, value, LimitExemption::parse);
                return present -> present.withExempt(exemption);
            }
            default ->
                throw new ProblemException(
                        ProblemType.INVALID_REQUEST,
                        "there is no limit '" + name + "'; there are upload, download and exempt",
                        name);
        }
    }

    /** A number is bytes per second, and null is none. */
    private static String text(String name, @Nullable Object value) {
        if (value == null) {
            return "none";
        }
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < WHOLE_DOUBLE_MAX) {
            return Long.toString(number.longValue()); // such as 1e6, which JSON allows and people do not type
        }
        if (value instanceof Number || value instanceof String) {
            return value.toString();
        }
        throw new ProblemException(
                ProblemType.INVALID_REQUEST, name + " must be a text such as \"8MB\", a number or null", name);
    }

    private static <T> T read(String name, String value, Function<String, T> parser) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException wrong) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, name + ": " + wrong.getMessage(), name);
        }
    }

    private static LimitsView view(Limits current) {
        return new LimitsView(
                current.upload().toString(),
                current.download().toString(),
                current.exempt().toString(),
                number(current.upload()),
                number(current.download()));
    }

    private static @Nullable Long number(Bandwidth rate) {
        return rate.isLimited() ? rate.bytesPerSecond() : null;
    }
}
