-- One request for each caller in turn, so that no two requests in flight are alike; totals as one line of JSON.
-- Arguments: a file of requests (METHOD, path, headers and body as JSON-free lines, see load.py), and "inspect"
-- to count what the answers say instead of only their status.
local requests = {}
local following = 0
local threads = {}

function setup(thread) table.insert(threads, thread) end

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  local text = file:read("*a")
  file:close()
  for one in text:gmatch("(.-)%z") do table.insert(requests, one) end
  complete, partial, refused, broken = 0, 0, 0, 0
  if arguments[2] == "inspect" then response = inspect end
end

function request()
  following = following % #requests + 1
  return requests[following]
end

function inspect(status, _, body)
  if status >= 500 or status == 0 then
    if status == 500 then broken = broken + 1 else refused = refused + 1 end
  elseif status >= 400 then refused = refused + 1
  elseif body:find('"complete":false', 1, true) or body:find('"errors":[', 1, true) then partial = partial + 1
  else complete = complete + 1 end
end

function done(summary, latency)
  local counted = { complete = 0, partial = 0, refused = 0, broken = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(counted) do counted[name] = counted[name] + (thread:get(name) or 0) end
  end
  local errors = summary.errors
  io.write(string.format(
    '\n{"seconds":%f,"requests":%d,"bytes":%d,"failed":%d,"lost":%d,'
      .. '"p50":%f,"p95":%f,"p99":%f,"max":%f,"complete":%d,"partial":%d,"refused":%d,"broken":%d}\n',
    summary.duration / 1e6, summary.requests, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, counted.complete, counted.partial, counted.refused, counted.broken))
end
