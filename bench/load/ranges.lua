-- wrk's part of bench/serving: random aligned blocks of one file. Arguments: PATH LENGTH BLOCK SEED.
-- Prints, as its last line, the JSON that bench/load/discard.c prints.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  path = arguments[1]
  block = tonumber(arguments[3])
  blocks = math.floor(tonumber(arguments[2]) / block)
  math.randomseed(tonumber(arguments[4]) * 1000 + number)
end

function request()
  local start = math.random(0, blocks - 1) * block
  return wrk.format("GET", path, { ["Range"] = string.format("bytes=%.0f-%.0f", start, start + block - 1) })
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"bytes":%.0f,"requests":%.0f,"errors":%.0f,"reconnects":0,"seconds":%.6f}\n',
    summary.bytes, summary.requests, e.connect + e.read + e.write + e.status + e.timeout, summary.duration / 1e6))
end
