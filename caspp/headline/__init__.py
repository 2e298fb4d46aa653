"""Years of the whole country's invented records by COPY, for benchmarks and full-size trials.

What is loaded is what the actions of each app would have left: `complaints` and `firs` begin
with the rules of their apps and end in the tables, with history, seals and numbers that go on.
No messages, no events, and nobody is looked for in hotels: an absconder's listing and a stolen
vehicle's are not published.
"""

from caspp.headline.complaints import load_complaints as load_complaints
from caspp.headline.firs import load_firs as load_firs
from caspp.headline.stays import load_stays as load_stays
from caspp.headline.tables import peak_mb as peak_mb
from caspp.headline.tables import settle as settle
from caspp.headline.tenancies import load_tenancies as load_tenancies

#: How many complaints each scale has.
SCALES = {"headline": 895_899, "hundredth": 8_959}
#: How many FIRs; a scale that is not here has none.
FIRS = {"headline": 169_377, "hundredth": 1_694}
#: How many stays in hotels.
STAYS = {"headline": 3_368_732, "hundredth": 33_687}
#: How many tenancies and private employments.
TENANCIES = {"headline": 260_128, "hundredth": 2_601}
