"""The 500 products of the sample shop, the same ones every time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

SHELVES = {
    "Audio": "Headphones,Earbuds,Loudspeaker,Soundbar,Turntable,Microphone,Radio,Amplifier,Mixer,Recorder",
    "Kitchen": "Kettle,Toaster,Blender,Café Press,Scale,Grinder,Casserole,Knife Set,Rice Cooker,Crêpe Pan",
    "Office": "Desk,Chair,Monitor Arm,Keyboard,Mouse,Notebook,Whiteboard,Lamp,Stapler,Filing Box",
    "Garden": "Spade,Rake,Hose,Planter,Trellis,Bench,Lantern,Parasol,Watering Can,Jardinière",
    "Sport": "Yoga Mat,Dumbbell,Rowing Machine,Jersey,Racket,Helmet,Football,Skipping Rope,Bottle,Snowshoes",
    "Travel": "Suitcase,Backpack,Adapter,Neck Pillow,Toiletry Bag,Umbrella,Wallet,Sunglasses,Map Case,Étui",
    "Home": "Blanket,Cushion,Rug,Mirror,Clock,Vase,Candle,Curtain,Shelf,Smörgås Board",
    "Toys": "Puzzle,Building Blocks,Kite,Doll,Train Set,Board Game,Marbles,Telescope,Puppet,Modelling Clay",
    "Tools": "Drill,Hammer,Screwdriver,Spirit Level,Saw,Pliers,Wrench,Sander,Workbench,Tape Measure",
    "Photo": "Camera,Tripod,Lens,Flash,Camera Bag,Filter,Printer,Frame,Memory Card,Light Box",
}
EDITIONS = ("Classic", "Compact", "Nordic", "Studio", "Märchen")
COLOURS = ("black", "white", "graphite", "sage", "terracotta", "navy")
MATERIALS = ("oak", "steel", "recycled aluminium", "linen", "ceramic", "leather")
SENTENCES = (
    "Designed for daily use and made to last, it feels at home in any room and asks for very little care.",
    "Every part can be replaced with ordinary tools, and spare parts are in stock for at least ten years.",
    "The surface is finished by hand in small batches, so no two pieces look exactly alike up close.",
    "It is packed without plastic and delivered in a box made of recycled cardboard that folds flat.",
    "We tested it for six months with thirty households before it was allowed to carry our name.",
    "Clean it with a damp cloth and mild soap; do not put it in the dishwasher or leave it in the rain.",
    "The manual comes in eleven languages and fits on one sheet of paper, as there is little to explain.",
    "Returned pieces are repaired and sold again at a lower price, with the same two years of warranty.",
    "It weighs less than its predecessor, takes up a third less space, and costs the same as five years ago.",
    "Pairs well with the other pieces of its series, whose sizes and colours are made to match.",
    "The energy it takes to make one is stated on the label, together with the place where it was made.",
    "Children can use it safely from the age of six when a grown-up has shown them how it works once.",
)


@dataclass(frozen=True)
class Product:
    """A product of the shop; its price is in euro cents."""

    id: str
    sku: str
    name: str
    category: str
    price: int
    description: str
    colour: str
    material: str
    weight: int
    rating: float
    reviews: int
    stock: int

    @property
    def image_url(self) -> str:
        return f"https://images.example.com/{self.id}.webp"

    @property
    def thumbnail_url(self) -> str:
        return f"https://images.example.com/t/{self.id}.webp"


def products() -> Iterator[Product]:
    """Every product, in the order of its id."""
    choice = random.Random("catalogue")  # noqa: S311 - sample data, no secret
    names = (
        (category, f"{edition} {thing}")
        for category, things in SHELVES.items()
        for thing in things.split(",")
        for edition in EDITIONS
    )
    for number, (category, name) in enumerate(names, start=1):
        yield _product(choice, number, category, name)


def _product(choice: random.Random, number: int, category: str, name: str) -> Product:
    return Product(
        id=f"prd_{number:04d}",
        sku=f"{category[:3].upper()}-{number:04d}",
        name=name,
        category=category,
        price=choice.randint(4, 900) * 100 - choice.choice((1, 5, 10, 50)),
        description=" ".join(choice.sample(SENTENCES, 10)),
        colour=choice.choice(COLOURS),
        material=choice.choice(MATERIALS),
        weight=choice.randint(80, 9_000),
        rating=choice.randint(28, 50) / 10,
        reviews=choice.randint(0, 2_400),
        stock=choice.randint(0, 400),
    )


def money(cents: int) -> str:
    """An amount as a decimal string: 1999 is 19.99."""
    return f"{cents // 100}.{cents % 100:02d}"
