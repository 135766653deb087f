// Writes the retail data set beside this file; the same bytes every time. Run it after a change: node demo/data/generate.js
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { BSON, Decimal128, Double, Int32, Long, ObjectId } from 'mongodb'
import { Chance } from './chance.js'

const CITIES = [
  ['Berlin', 'DE', 13.405, 52.52], ['Hamburg', 'DE', 9.993, 53.551], ['Lyon', 'FR', 4.835, 45.764], ['Paris', 'FR', 2.352, 48.857],
  ['Porto', 'PT', -8.629, 41.158], ['Malmö', 'SE', 13.0, 55.605], ['Kraków', 'PL', 19.945, 50.065], ['Graz', 'AT', 15.439, 47.071],
]
const STREETS = ['Market Street', 'Station Road', 'Mill Lane', 'Harbour Quay', 'Castle Hill']
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const PEOPLE = ['Ada Novák', 'Ben Okafor', 'Chloé Martin', 'Dilan Yıldız', 'Elsa Lindqvist', 'Filip Nowak', 'Greta Huber', 'Hugo Silva']
const CATEGORIES = {
  coffee: ['Filter roast', 'Espresso beans', 'Decaf ground', 'Cold brew'],
  kitchen: ['Enamel mug', 'Chef’s knife', 'Cast-iron pan', 'Bread tin'],
  garden: ['Hand trowel', 'Seed tray', 'Watering can', 'Pruning shears'],
  stationery: ['Dot-grid notebook', 'Fountain pen', 'Ink "midnight"', 'Desk calendar'],
}
const PRODUCTS_PER_NAME = 3
const ORDERS = 150

const FIRST_DAY = Date.UTC(2026, 0, 5, 8)
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const int = value => new Int32(value)
const real = value => new Double(value)
const money = cents => Decimal128.fromString((cents / 100).toFixed(2))
const objectId = (kind, number) => new ObjectId(`65f0${kind.toString(16).padStart(2, '0')}00000000000000${number.toString(16).padStart(4, '0')}`)

export const stores = CITIES.map(([city, country, longitude, latitude], index) => {
  const chance = new Chance(1000 + index)
  return {
    _id: `store-${String(index + 1).padStart(2, '0')}`,
    name: `Corner & Co. ${city}`,
    address: {
      street: `${chance.pick(STREETS)} ${chance.between(1, 99)}`,
      city,
      country,
      location: { type: 'Point', coordinates: [real(longitude), real(latitude)] },
    },
    openedOn: new Date(FIRST_DAY - chance.between(400, 3000) * DAY),
    hours: DAYS.map(day => ({ day, opens: '08:30', closes: day === 'sat' ? '16:00' : '19:00' })),
    floorArea: real(chance.between(80, 400) + 0.5),
    manager: { name: chance.pick(PEOPLE), phone: index % 3 === 0 ? null : `+49 30 ${chance.between(100000, 999999)}` },
    clickAndCollect: chance.between(0, 1) === 1,
  }
})

export const products = Object.entries(CATEGORIES).flatMap(([category, names]) =>
  names.flatMap(name => Array.from({ length: PRODUCTS_PER_NAME }, (_, size) => ({ category, name, size })))).map(({ category, name, size }, index) => {
  const chance = new Chance(2000 + index)
  return {
    _id: objectId(1, index + 1),
    sku: `P-${String(index + 1).padStart(4, '0')}`,
    name: `${name} ${['S', 'M', 'L'][size]}`,
    category,
    price: money(chance.between(250, 8990)),
    vatRate: real(category === 'coffee' ? 0.07 : 0.19),
    supplier: objectId(2, chance.between(1, 9)),
    barcode: Long.fromString(`40${chance.between(10_000_000_000, 99_999_999_999)}`),
    dimensions: { widthMm: int(chance.between(40, 400)), heightMm: int(chance.between(40, 400)), weightKg: real(chance.between(1, 40) / 8) },
    attributes: category === 'coffee' ? { origin: chance.pick(['Ethiopia', 'Colombia', 'Sumatra']), roast: int(chance.between(1, 5)) } : { material: chance.pick(['steel', 'wood', 'paper']) },
    tags: chance.some(['new', 'gift', 'organic', 'fragile', 'bestseller']),
    introducedOn: new Date(FIRST_DAY - chance.between(10, 900) * DAY),
    discontinued: chance.between(1, 20) === 1,
  }
})

export const inventory = stores.flatMap(store => products.map(product => ({ store, product }))).map(({ store, product }, index) => {
  const chance = new Chance(3000 + index)
  return {
    _id: objectId(3, index + 1),
    store: store._id,
    sku: product.sku,
    stock: { onHand: int(chance.between(0, 120)), reserved: int(chance.between(0, 9)), onOrder: int(chance.between(0, 3) * 24) },
    reorderAt: int(chance.between(5, 20)),
    shelf: { aisle: chance.pick(['A', 'B', 'C', 'D']), bay: int(chance.between(1, 12)) },
    countedAt: new Date(FIRST_DAY + chance.between(0, 40) * DAY + chance.between(0, 600) * MINUTE),
    lastMovement: { kind: chance.pick(['sale', 'delivery', 'count']), by: chance.pick(PEOPLE), reference: objectId(4, chance.between(1, 999)) },
  }
})

/**
 * Any order by its number, also ones that are not in the data set.
 *
 * @param {number} number unique among all orders
 */
export function order(number) {
  const chance = new Chance(4000 + number)
  const placedAt = FIRST_DAY + number * 7 * MINUTE + chance.between(0, 59_999)
  const lines = Array.from({ length: chance.between(1, 4) }, () => ({ product: chance.pick(products), quantity: chance.between(1, 5) }))
  const cents = lines.reduce((sum, { product, quantity }) => sum + quantity * Math.round(Number(product.price.toString()) * 100), 0)
  return {
    _id: objectId(5, number),
    location: chance.pick(stores)._id,
    orderId: int(number),
    placedAt: new Date(placedAt),
    customer: { name: chance.pick(PEOPLE), loyaltyCard: chance.between(0, 2) === 0 ? null : Long.fromString(`90071992547${chance.between(100000, 999999)}`) },
    lines: lines.map(({ product, quantity }) => ({ sku: product.sku, quantity: int(quantity), unitPrice: product.price })),
    total: money(cents),
    payment: { method: chance.pick(['card', 'cash', 'voucher']), paidAt: new Date(placedAt + chance.between(10, 90) * 1000) },
    status: chance.pick(['placed', 'packed', 'shipped', 'collected']),
  }
}

export const orders = Array.from({ length: ORDERS }, (_, index) => order(index + 1))

/** Every file of the data set: its name and its text, one document a line. */
export function * files() {
  for (const [name, documents] of Object.entries({ stores, products, inventory, orders })) {
    yield [`${name}.json`, `[\n${documents.map(document => BSON.EJSON.stringify(document, { relaxed: false })).join(',\n')}\n]\n`]
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of files()) writeFileSync(new URL(name, import.meta.url), text)
}
