import assert from 'node:assert/strict'
import test from 'node:test'
import { queryType, refusal } from '../src/statements.js'

test('the engine\'s own mode can\'t be altered through a statement', () => {
  for (const statement of ['ALTER SYSTEM SET DQL_STRICT_MODE = true', ' alter\n system set x = 1', 'PROFILE ALTER /* x */ SYSTEM SET x = 1', '-- x\nALTER SYSTEM SET x = 1']) {
    assert.match(refusal(statement) ?? '', /ALTER SYSTEM/, statement)
  }
  for (const statement of ["SELECT * FROM c WHERE a = 'ALTER SYSTEM'", 'SELECT `ALTER SYSTEM` FROM c', 'SELECT altered, systems FROM c', '-- ALTER SYSTEM\nSELECT * FROM c']) {
    assert.equal(refusal(statement), undefined, statement)
  }
})

test('a collection name that would abort the engine is refused', () => {
  const name = 'x'.repeat(256)
  for (const statement of [`SELECT * FROM ${name}`, `INSERT INTO \`${name}\` DOCUMENTS (:d)`, `UPDATE ${name} SET a = 1`, `DELETE FROM COLLECTION ${name} (a MAP)`, `CREATE INDEX i ON ${name} (a)`,
    `SELECT \`it's\` FROM ${name} WHERE a = 'b'`]) {
    assert.match(refusal(statement) ?? '', /longer than 255 bytes/, statement)
  }
  assert.equal(refusal(`SELECT \`${name}\` FROM ${'x'.repeat(255)} WHERE a = '${name}'`), undefined)
})

test('the kind of a statement is told by its transaction, else by its first word', () => {
  assert.equal(queryType('CREATE INDEX i ON c (a)', true), 'mutation')
  assert.equal(queryType('SELECT * FROM c', false), 'select')
  assert.equal(queryType(' -- note\n /* more */ select * from c', false), 'select')
  assert.equal(queryType('delete from c', false), 'mutation')
  assert.equal(queryType('EXPLAIN SELECT * FROM c', false), 'unknown')
  assert.equal(queryType('', false), 'unknown')
})
