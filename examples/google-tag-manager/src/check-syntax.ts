import { parse, type AnyNode } from 'acorn';

/**
 * ECMAScript 5.1 with const, let and arrow functions, without `new`, `this`, exceptions and regular expressions:
 * https://developers.google.com/tag-platform/tag-manager/templates/sandboxed-javascript
 */
const ALLOWED = new Set(
  `Program VariableDeclaration VariableDeclarator FunctionDeclaration FunctionExpression
  ArrowFunctionExpression BlockStatement EmptyStatement ExpressionStatement ReturnStatement IfStatement
  SwitchStatement SwitchCase ForStatement ForInStatement WhileStatement DoWhileStatement BreakStatement
  ContinueStatement Identifier Literal ArrayExpression ObjectExpression Property MemberExpression
  CallExpression AssignmentExpression BinaryExpression LogicalExpression UnaryExpression UpdateExpression
  ConditionalExpression SequenceExpression`.split(/\s+/),
);

/** https://developers.google.com/tag-platform/tag-manager/templates/standard-library */
const METHODS = new Set(
  `concat every filter forEach indexOf join lastIndexOf map pop push reduce reduceRight reverse shift
  slice some sort splice unshift charAt match replace search split substring toLowerCase toUpperCase trim
  toString hasOwnProperty`.split(/\s+/),
);

/** Says of each construct that Tag Manager's editor would refuse what it is and where; empty when there is none. */
export function checkSyntax(code: string): string[] {
  const found: string[] = [];
  const visit = (node: AnyNode): void => {
    const text = `line ${code.slice(0, node.start).split('\n').length}: ${code.slice(node.start, node.end).slice(0, 60)}`;
    if (!ALLOWED.has(node.type)) found.push(`${node.type} in ${text}`);
    if (node.type === 'Literal' && node.regex) found.push(`a regular expression in ${text}`);
    if (node.type === 'Property' && (node.shorthand || node.method || node.computed)) {
      found.push(`a property of ECMAScript 6 in ${text}`);
    }
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && isForeign(node.callee.property)) {
      found.push(`a method that is not in the standard library in ${text}`);
    }
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child);
  };
  visit(parse(code, { ecmaVersion: 'latest', allowReturnOutsideFunction: true }));
  return found;
}

/** `data.gtmOnSuccess` and `data.gtmOnFailure` are the tag's own. */
function isForeign(property: AnyNode): boolean {
  return property.type !== 'Identifier' || !(METHODS.has(property.name) || property.name.startsWith('gtmOn'));
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
